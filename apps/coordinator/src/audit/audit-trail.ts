/**
 * What the coordinator writes into the audit log of its state folder.
 *
 * TRAIL-1: A decision is in the file before its caller hears of it, so that the end of the process loses none; on disk it is a second later.
 * TRAIL-2: Nothing waits for the log. While it cannot be written, since the disk is full or another process has it, decisions wait in memory, up
 *   to a bound; how many were lost beyond that is written when it can be.
 * TRAIL-3: What comes again and again is counted (repetitions.ts).
 */
import { AuditLog, type Decision } from '@chorus/audit';
import { Repetitions } from './repetitions.ts';

/** A command beside the coordinator appends for some milliseconds: this long the coordinator stands still for it. */
const LOCK_WAIT_MS = 10;
/** How often it is tried again when the log could not be written. */
const RETRY_MS = 1_000;
/** How long decisions wait for the disk. */
const SYNC_MS = 1_000;
const REPETITIONS_INTERVAL_MS = 60_000;
/** The most decisions that wait in memory. */
const MOST_WAITING = 1_000;

/** What workers do again and again as a part of their work. */
const ROUTINE: readonly string[] = [
  ...['Connect', 'UploadArtifact', 'Renew'],
  ...['worker-left', 'worker-disconnected', 'worker-lost'],
];

export class AuditTrail {
  readonly #log: AuditLog;
  readonly #warn: (message: string) => void;
  readonly #repetitions = new Repetitions();
  #waiting: Decision[] = [];
  #lost = 0;
  #retry: NodeJS.Timeout | undefined;
  #syncing: NodeJS.Timeout | undefined;
  #isHeldUp = false;
  #isClosed = false;
  readonly #counting: NodeJS.Timeout;

  /**
   * @param folder the coordinator's state
   * @param warn told when it cannot be written, and when it can be again
   * @throws ChorusError `invalid` when it cannot be opened
   */
  constructor(folder: string, warn: (message: string) => void) {
    this.#log = new AuditLog(folder);
    this.#warn = warn;
    this.#counting = setInterval(
      () => this.#take(this.#repetitions.takeDue(Date.now())),
      REPETITIONS_INTERVAL_MS,
    ).unref();
  }

  /** Takes a decision; after the end none. */
  record(decision: Decision): void {
    if (this.#isClosed) return;
    const isCounted = decision.outcome === 'refused' || ROUTINE.includes(decision.action);
    if (!isCounted || this.#repetitions.admit(decision)) this.#take([decision]);
  }

  /** Writes what is counted still, and takes nothing more. */
  close(): void {
    if (this.#isClosed) return;
    for (const timer of [this.#counting, this.#retry, this.#syncing]) clearTimeout(timer);
    this.#isClosed = true;
    this.#enqueue(this.#repetitions.takeAll());
    this.#write(true);
    clearTimeout(this.#retry);
    this.#log.close();
  }

  #take(decisions: readonly Decision[]): void {
    this.#enqueue(decisions);
    if (!this.#retry && decisions.length > 0) this.#write();
  }

  #enqueue(decisions: readonly Decision[]): void {
    const room = MOST_WAITING - this.#waiting.length;
    this.#waiting.push(...decisions.slice(0, room));
    this.#lost += Math.max(0, decisions.length - room);
  }

  /** Writes what waits; what cannot be written is tried again (TRAIL-2). */
  #write(durably = false): void {
    this.#retry = undefined;
    const problem = this.#tryWrite(durably);
    if (problem === undefined) {
      if (this.#isHeldUp) this.#warn('the audit log is written again');
    } else {
      if (!this.#isHeldUp) this.#warn(`the audit log cannot be written: ${problem}; work goes on`);
      this.#retry = setTimeout(() => this.#write(), RETRY_MS);
      this.#retry.unref();
    }
    this.#isHeldUp = problem !== undefined;
  }

  /** @returns why it could not be written */
  #tryWrite(durably: boolean): string | undefined {
    try {
      const all = [...this.#waiting, ...lossOf(this.#lost)];
      if (!this.#log.tryAppend(all, LOCK_WAIT_MS, durably)) return 'another process holds it';
    } catch (error) {
      return (error as Error).message;
    }
    this.#waiting = [];
    this.#lost = 0;
    this.#syncing ??= setTimeout(() => void this.#sync(), SYNC_MS).unref();
    return undefined;
  }

  async #sync(): Promise<void> {
    try {
      await this.#log.sync();
    } catch (error) {
      this.#warn(`the audit log is not on disk yet: ${(error as Error).message}`);
    }
    this.#syncing = undefined;
  }
}

/** What says that decisions were lost. */
function lossOf(lost: number): Decision[] {
  if (lost === 0) return [];
  const reason = `${lost} decisions found no room, neither here nor in memory`;
  const by = { role: 'chorus', name: 'coordinator' };
  return [{ action: 'audit-log-lost', by, outcome: 'allowed', reason, atMs: Date.now() }];
}
