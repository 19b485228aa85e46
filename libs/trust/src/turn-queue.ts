import { Places, type PlaceLimits } from './places.ts';

/** Somebody who waits for their turn. */
interface Waiting {
  readonly address: string;
  readonly begin: (over: () => void) => void;
}

/**
 * Connections, of which so many have their turn at once, and so many of one address: the others wait, and begin in the order in which they
 * came, so that an address that ends none of its own keeps nobody else waiting.
 */
export class TurnQueue {
  readonly #places: Places;
  readonly #waiting = new Set<Waiting>();

  constructor(limits: PlaceLimits) {
    this.#places = new Places(limits);
  }

  /**
   * Waits for a turn.
   *
   * @param begin called when it has come, with what is to be called when the turn is over, whatever came of it
   * @returns what is to be called when the turn is no longer wanted; harmless afterwards
   */
  enter(address: string, begin: Waiting['begin']): () => void {
    const waiting = { address, begin };
    if (!this.#start(waiting)) this.#waiting.add(waiting);
    return () => void this.#waiting.delete(waiting);
  }

  #start({ address, begin }: Waiting): boolean {
    const giveBack = this.#places.take(address);
    if (!giveBack) return false;
    begin(() => {
      giveBack();
      this.#startNext();
    });
    return true;
  }

  #startNext(): void {
    for (const waiting of this.#waiting) {
      if (!this.#start(waiting)) continue;
      this.#waiting.delete(waiting);
      return;
    }
  }
}
