import { setImmediate as nextTurn } from 'node:timers/promises';
import { TrainingError } from '../training-error.ts';

/** About how long a piece takes: between two of them the event loop has its turn. */
const PIECE_MS = 500;

/** Does the iterations of an epoch in pieces, whose length follows from how long those before took. */
export class Pieces {
  readonly #epoch: number;
  readonly #signal: AbortSignal | undefined;
  #iterations = 1;

  /** @param signal ends it when it is aborted, before the next piece; `epoch` is for the error message */
  constructor(epoch: number, signal: AbortSignal | undefined) {
    this.#epoch = epoch;
    this.#signal = signal;
  }

  /**
   * Does the iterations 0 to before `count`.
   *
   * @param run does those from `first` to before `end`, and returns when they are done
   * @throws TrainingError `cancelled`
   */
  async each(count: number, run: (first: number, end: number) => void): Promise<void> {
    for (let first = 0; first < count;) {
      if (this.#signal?.aborted) {
        throw new TrainingError('cancelled', `cancelled in epoch ${this.#epoch}`);
      }
      const end = Math.min(first + this.#iterations, count);
      const startMs = performance.now();
      run(first, end);
      const iterationMs = (performance.now() - startMs) / (end - first);
      this.#iterations = Math.max(1, Math.round(PIECE_MS / iterationMs));
      first = end;
      await nextTurn();
    }
  }
}
