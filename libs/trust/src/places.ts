/** How many places there are. */
export interface PlaceLimits {
  /** In all. */
  readonly all: number;
  /** Of one holder. */
  readonly each: number;
}

/** Places of which there are so many in all, and so many for one holder: whoever takes more leaves some to others. */
export class Places {
  readonly #limits: PlaceLimits;
  readonly #taken = new Map<string, number>();
  #all = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** How many are taken, in all. */
  get taken(): number {
    return this.#all;
  }

  /** Whether nobody gets another one. */
  get isFull(): boolean {
    return this.#all >= this.#limits.all;
  }

  /**
   * Takes a place.
   *
   * @param holder undefined: somebody who is told from nobody else, so that only what there is in all counts
   * @returns what gives it back, once however often it is called; undefined when none is free
   */
  take(holder: string | undefined): (() => void) | undefined {
    if (this.isFull) return undefined;
    if (holder !== undefined) {
      const own = this.#taken.get(holder) ?? 0;
      if (own >= this.#limits.each) return undefined;
      this.#taken.set(holder, own + 1);
    }
    this.#all += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#giveBack(holder);
      isHeld = false;
    };
  }

  #giveBack(holder: string | undefined): void {
    this.#all -= 1;
    if (holder === undefined) return;
    const left = this.#taken.get(holder)! - 1;
    if (left === 0) this.#taken.delete(holder);
    else this.#taken.set(holder, left);
  }
}
