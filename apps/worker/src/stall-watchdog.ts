import type { TrainerMessage } from './trainer/messages.ts';

/** A silence is measured in so many ticks. */
const TICKS = 10;

/**
 * The factor by which the timeout is multiplied at the start, since GPU kernels may have to be compiled for
 * the first batch, and while a trainer predicts, which tells nothing on its way.
 */
export const LONG_PATIENCE = 5;

/** @returns by how much from this message on; undefined: as before */
export function patienceAfter(type: TrainerMessage['type']): number | undefined {
  if (type === 'progress') return 1;
  return type === 'predicting' ? LONG_PATIENCE : undefined;
}

/**
 * Notices that a trainer has gone silent.
 *
 * It counts its own ticks instead of looking at a clock: when the whole machine or process group
 * was suspended, the trainer could not speak either, and must not be found silent on waking up. A
 * timer that is late by hours fires once, so that such a pause counts as one tick.
 */
export class StallWatchdog {
  readonly #timeoutMs: number;
  readonly #onStall: (silentMs: number) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  #patience: number;
  #silentTicks = 0;

  /**
   * @param timeoutMs how long a trainer may be silent; 0: for ever
   * @param patience so many times as long, until `heard` says otherwise
   * @param onStall called once, with how long that was
   */
  constructor(timeoutMs: number, patience: number, onStall: (silentMs: number) => void) {
    this.#timeoutMs = timeoutMs;
    this.#patience = patience;
    this.#onStall = onStall;
    if (timeoutMs > 0) this.#timer = setInterval(() => this.#tick(), timeoutMs / TICKS);
  }

  /** The trainer has spoken; from now on it may be silent for `patience` times the timeout. */
  heard(patience = this.#patience): void {
    this.#silentTicks = 0;
    this.#patience = patience;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    this.#silentTicks += 1;
    if (this.#silentTicks < TICKS * this.#patience) return;
    this.stop();
    this.#onStall(this.#timeoutMs * this.#patience);
  }
}
