import { ChorusError, type ArtifactHeader } from '@chorus/proto';
import type { AttemptRef } from '@chorus/scheduler';
import { findLiveAnywhere } from '@chorus/scheduler';
import type { Run } from '../run/run.ts';
import { ArtifactCounts } from './artifact-counts.ts';
import { DiskReserve } from './disk-reserve.ts';
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
  /** Default: one that keeps what is usual. */
  readonly reserve?: DiskReserve | undefined;
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
  readonly #counts: ArtifactCounts;
  /** What of the disk they may not fill. */
  readonly reserve: DiskReserve;

  constructor(options: UploadsOptions) {
    const { ledger, reserve = new DiskReserve() } = options;
    this.#options = options;
    this.reserve = reserve;
    this.#counts = new ArtifactCounts((ref) => findLiveAnywhere(ledger.state, ref) !== undefined);
    this.#room = new RoomWait(options.roomWaitMs === 0 ? Infinity : options.roomWaitMs);
  }

  /** @param most how many files of its kind an attempt may bring. @throws ChorusError `invalid` when it has brought so many */
  requireFew(ref: AttemptRef, header: ArtifactHeader, most: number): void {
    this.#counts.requireFew(ref, header, most);
  }

  /** Notes that what a worker uploaded is on disk. */
  kept(ref: AttemptRef, header: ArtifactHeader): void {
    this.#room.found(header.sha256);
    this.#counts.note(ref, header);
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
