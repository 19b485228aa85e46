/**
 * One connection to the coordinator, from Hello to its end.
 *
 * W1: heartbeats come from this process, which never trains: a busy trainer is not a lost worker.
 * W2: what is reported about an attempt leaves in the order in which it happened (Outbox O1).
 * W3: when the connection ends, every attempt of it is stopped: the coordinator gives its members
 *     to somebody else.
 */
import {
  ChorusError,
  Outbox,
  PROTOCOL_VERSION,
  required,
  type Assignment,
  type AttemptRef,
  type CoordinatorMessage,
  type WorkerMessageInput,
  type WorkerServiceClient,
} from '@chorus/proto';
import { hostname } from 'node:os';
import { runAttempt, type AttemptContext, type ReportBody } from './attempt.ts';
import { log } from './log.ts';
import type { ResolvedWorkerOptions } from './options.ts';

/**
 * How a session ended: `stopped` because this worker was asked to, `lost` because the connection
 * broke or the coordinator went away, `rejected` because the coordinator will never take it.
 */
export type SessionOutcome =
  | { readonly type: 'stopped' }
  | { readonly type: 'lost'; readonly welcomed: boolean; readonly reason: string }
  | { readonly type: 'rejected'; readonly reason: string };

/** Joins the coordinator and trains what it assigns, until the connection or the signal ends it. */
export async function runSession(
  client: WorkerServiceClient,
  options: ResolvedWorkerOptions,
  signal: AbortSignal,
): Promise<SessionOutcome> {
  const session = new Session(client, options);
  const cancel = () => session.cancel();
  signal.addEventListener('abort', cancel);
  const error = await session.ended;
  signal.removeEventListener('abort', cancel);
  if (signal.aborted) return { type: 'stopped' };
  if (error?.code === 'refused' || error?.code === 'invalid') {
    return { type: 'rejected', reason: error.message };
  }
  const reason = error?.message ?? 'the coordinator ended the connection';
  return { type: 'lost', welcomed: session.welcomed, reason };
}

interface Slot {
  readonly index: number;
  readonly controller: AbortController;
  /** Resolves when nothing of the attempt is left. */
  readonly ended: Promise<void>;
}

class Session {
  /** Resolves when the connection has ended, with the reason unless it was the coordinator's wish. */
  readonly ended: Promise<ChorusError | undefined>;
  welcomed = false;

  readonly #client: WorkerServiceClient;
  readonly #options: ResolvedWorkerOptions;
  readonly #call: ReturnType<WorkerServiceClient['connect']>;
  readonly #outbox: Outbox<WorkerMessageInput>;
  /** The slots that are taken, by their attempt. */
  readonly #slots = new Map<string, Slot>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(client: WorkerServiceClient, options: ResolvedWorkerOptions) {
    this.#client = client;
    this.#options = options;
    this.#call = client.connect();
    this.#outbox = new Outbox(this.#call);
    this.#outbox.send({ hello: helloFrom(options) });
    this.#call.on('data', (message: CoordinatorMessage) => this.#receive(message));
    this.ended = new Promise<ChorusError | undefined>((resolve) => {
      this.#call.on('error', (error) => resolve(ChorusError.from(error)));
      this.#call.on('end', () => resolve(undefined));
    }).finally(() => this.#close());
  }

  cancel(): void {
    this.#call.cancel();
  }

  /** W3. Resolves when no process of an attempt is left. */
  async #close(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#call.cancel();
    for (const { controller } of this.#slots.values()) controller.abort();
    await Promise.all([...this.#slots.values()].map(({ ended }) => ended));
  }

  #receive(message: CoordinatorMessage): void {
    const { welcome, assignment, stop, accepted } = message;
    if (welcome) this.#beginHeartbeats(welcome.heartbeatIntervalMs);
    if (assignment) this.#beginAttempt(assignment);
    if (stop) this.#stopAttempt(required(stop.attempt, 'stop.attempt'), stop.reason);
    if (accepted) log('info', `${describe(accepted)}: its result was accepted`);
  }

  #beginHeartbeats(intervalMs: number): void {
    this.welcomed = true;
    log('info', `joined ${this.#options.coordinator} as ${this.#options.workerId}`);
    this.#heartbeat = setInterval(() => {
      this.#outbox.sendLatest('heartbeat', { heartbeat: {} });
    }, intervalMs);
  }

  #beginAttempt(assignment: Assignment): void {
    const ref = required(assignment.attempt, 'assignment.attempt');
    const controller = new AbortController();
    const index = this.#freeSlotIndex();
    const context = this.#contextOf(ref, index, controller.signal);
    log('info', `${describe(ref)} begins`);
    const ended = runAttempt(assignment, context).finally(() => this.#slots.delete(keyOf(ref)));
    this.#slots.set(keyOf(ref), { index, controller, ended });
  }

  #stopAttempt(ref: AttemptRef, reason: string): void {
    const slot = this.#slots.get(keyOf(ref));
    if (!slot) return;
    log('warn', `${describe(ref)} stops: ${reason}`);
    slot.controller.abort();
  }

  #contextOf(ref: AttemptRef, slotIndex: number, signal: AbortSignal): AttemptContext {
    const { gpus } = this.#options;
    return {
      options: this.#options,
      client: this.#client,
      gpuId: gpus.length > 0 ? gpus[slotIndex % gpus.length]!.id : undefined,
      signal,
      report: (body) => this.#report(ref, body),
      log: (level, message) => {
        log(level, `${describe(ref)}: ${message}`);
        const line = { timeMs: Date.now(), level, message };
        this.#outbox.sendDroppable({ report: { attempt: ref, log: line } });
      },
    };
  }

  #report(ref: AttemptRef, body: ReportBody): void {
    const message = { report: { attempt: ref, ...body } };
    if (body.progress) this.#outbox.sendLatest(keyOf(ref), message);
    else this.#outbox.send(message);
  }

  #freeSlotIndex(): number {
    const taken = new Set([...this.#slots.values()].map(({ index }) => index));
    let index = 0;
    while (taken.has(index)) index += 1;
    return index;
  }
}

function helloFrom(options: ResolvedWorkerOptions) {
  return {
    protocolVersion: PROTOCOL_VERSION,
    workerId: options.workerId,
    hostname: hostname(),
    slots: options.slots,
    devices: [...options.devices],
    backend: options.backend,
    versions: options.versions,
  };
}

function keyOf({ runId, member, attempt }: AttemptRef): string {
  return `${runId}/${member}/${attempt}`;
}

function describe({ runId, member, attempt }: AttemptRef): string {
  return `run ${runId} member ${member} attempt ${attempt}`;
}
