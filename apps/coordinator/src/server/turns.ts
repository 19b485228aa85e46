/** Who has a turn, or waits for one. */
export interface Turn extends Disposable {
  /** How many are before it that have not ended; 0 or more that have a turn of their own at once when it need not wait. */
  readonly waitingFor: number;
  /** Resolves when it is its turn. @throws the signal's reason when that is aborted before */
  begin(signal: AbortSignal): Promise<void>;
}

/**
 * Turns for something that only so many may do at once: the others wait, and begin in the order in which they came.
 *
 * TURN-1: No more than `atOnce` have begun and not ended.
 * TURN-2: Whoever ended, having begun or not, is waited for by nobody.
 */
export class Turns {
  readonly #atOnce: number;
  readonly #begun = new Set<object>();
  /** In their order, each with what tells it that it is its turn. */
  readonly #waiting = new Map<object, () => void>();

  /** @param atOnce 1 or more */
  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Takes a place; whoever does not dispose of it keeps others waiting. */
  take(): Turn {
    const place = {};
    const { promise, resolve } = Promise.withResolvers<void>();
    const mustWait = this.#begun.size >= this.#atOnce;
    const waitingFor = mustWait ? this.#begun.size + this.#waiting.size : 0;
    if (mustWait) this.#waiting.set(place, resolve);
    else {
      this.#begun.add(place);
      resolve();
    }
    return {
      waitingFor,
      begin: (signal) => unlessAborted(promise, signal),
      [Symbol.dispose]: () => this.#end(place),
    };
  }

  #end(place: object): void {
    this.#waiting.delete(place);
    if (!this.#begun.delete(place)) return;
    const [next] = this.#waiting;
    if (!next) return;
    const [following, tell] = next;
    this.#waiting.delete(following);
    this.#begun.add(following);
    tell();
  }
}

async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
