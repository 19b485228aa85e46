import { ChorusError } from '@chorus/proto';
import type { AttemptRef } from '@chorus/scheduler';
import { findLiveAnywhere } from '@chorus/scheduler';
import type { Run } from '../run/run.ts';
import type { Ledger } from './ledger.ts';
import { isNoRoom } from './no-room.ts';
import { RoomWait } from './room-wait.ts';
import type { RunBook } from './run-book.ts';
import type { Take } from './taken.ts';

export interface UploadsOptions {
  readonly ledger: Ledger;
  readonly runs: RunBook;
  /** How long files wait for room on disk before nothing happens any more; 0: not at all. */
  readonly roomWaitMs: number;
  readonly take: Take;
  /** Ends a run whose files cannot be kept. @throws what is no run's trouble */
  readonly giveUp: (run: Run, problem: unknown) => void;
  /** Unix time in milliseconds. */
  readonly nowMs: () => number;
}

/** The files that workers upload: those that found no room on disk, and what becomes of their runs. */
export class Uploads {
  readonly #options: UploadsOptions;
  /** How long workers wait for room: while a coordinator has a journal, as long as they live. */
  readonly #room: RoomWait;

  constructor(options: UploadsOptions) {
    this.#options = options;
    this.#room = new RoomWait(options.roomWaitMs === 0 ? Infinity : options.roomWaitMs);
  }

  /** Notes that what a worker uploaded is on disk. */
  kept(sha256: string): void {
    this.#room.found(sha256);
  }

  /**
   * What a worker uploads cannot be kept: its run waits for room, or is given up.
   *
   * @returns what its worker is told: `unavailable`, since sent again it may find room
   * @throws what is a defect
   */
  refused(ref: AttemptRef, sha256: string, problem: Error): ChorusError {
    const { runs, giveUp } = this.#options;
    if (isNoRoom(problem)) this.#waitForRoom(ref, sha256, problem);
    else giveUp(runs.get(ref.runId), problem);
    return new ChorusError('unavailable', `the coordinator cannot keep it: ${problem.message}`);
  }

  /** Says so in the run's log: its worker waits, and who watches must know why. */
  #waitForRoom(ref: AttemptRef, sha256: string, problem: Error): void {
    const { ledger, take, nowMs } = this.#options;
    const waiting = this.#room.lacks(sha256);
    if (waiting === 'known') return;
    const text = `the disk is full: ${problem.message}`;
    if (waiting === 'too long') {
      ledger.fail(new ChorusError('unavailable', text, { cause: problem }));
      return;
    }
    const live = findLiveAnywhere(ledger.state, ref);
    if (!live) return;
    const { workerId, incarnation } = live.worker;
    const line = { timeMs: nowMs(), level: 'warn', message: `${text}; waits for room` } as const;
    take({ type: 'attempt-logged', worker: { workerId, incarnation }, ref, line });
  }
}
