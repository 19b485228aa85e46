/** Who decided, or asked for it. */
export interface Actor {
  readonly name: string;
  /**
   * What their certificate says that they are; `system`: a user of the coordinator's machine; `chorus`: this program by itself; absent of
   * those who showed nothing.
   */
  readonly role?: string;
}

/** Something that somebody was allowed to do, or was refused. Secrets are never in it: a token is named by its id. */
export interface Decision {
  /** What was asked for: an RPC's name, or what a command or a worker did, such as `create-token`. */
  readonly action: string;
  readonly by: Actor;
  /** HOST:PORT of the connection by which it came; absent: it came from the coordinator's own machine, without one. */
  readonly from?: string;
  /** What it is about: `run 20260102-030405-abcd`, `worker gpu-box`, `token 1a2b3c4d`. */
  readonly subject?: string;
  readonly outcome: 'allowed' | 'refused';
  /** Why it was refused, or what else there is to say. */
  readonly reason?: string;
  /** When it was decided, in Unix milliseconds. */
  readonly atMs: number;
  /** How many decisions this entry stands for: they were counted, and it is the last of them. */
  readonly repeated?: number;
}

/** A decision in its place in the log. */
export interface AuditEntry extends Omit<Decision, 'atMs'> {
  /** From 1 on, without gaps. */
  readonly sequence: number;
  /** ISO 8601. */
  readonly time: string;
  /** SHA-256 of the line before it, in hexadecimal. */
  readonly previous: string;
}
