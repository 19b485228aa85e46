import { Allowance } from './allowance.ts';

/** What a worker may say in one go: reports that have waited while its connection was broken, and log lines. */
const AT_ONCE = 10_000;
/** What it may say a second after that, whatever it trains … */
const PER_SECOND = 100;
/** … and of each of its slots: progress, log lines. */
const PER_SECOND_AND_SLOT = 10;

/** A stream that is read as its messages come, unless it is told to wait. */
interface Paused {
  pause(): void;
  resume(): void;
}

/** Reads a worker's messages no faster than an honest one has something to say: the others wait on its own side. */
export class MessagePace {
  readonly #stream: Paused;
  readonly #allowance: Allowance;
  #waiting: NodeJS.Timeout | undefined;

  constructor(stream: Paused, slots: number) {
    const perSecond = PER_SECOND + PER_SECOND_AND_SLOT * slots;
    this.#stream = stream;
    this.#allowance = new Allowance({ atOnce: AT_ONCE, perSecond }, performance.now());
  }

  /** A message was read. */
  took(): void {
    const nowMs = performance.now();
    if (this.#allowance.take(nowMs) || this.#waiting) return;
    this.#stream.pause();
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#stream.resume();
    }, this.#allowance.waitMs(nowMs));
  }

  /** The stream has ended. */
  end(): void {
    clearTimeout(this.#waiting);
  }
}
