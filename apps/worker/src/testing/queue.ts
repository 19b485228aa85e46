/** Hands on what arrives, in order, to whoever waits for it. */
export class Queue<Item> {
  readonly #items: Item[] = [];
  readonly #takers: ((item: Item) => void)[] = [];

  push(item: Item): void {
    const taker = this.#takers.shift();
    if (taker) taker(item);
    else this.#items.push(item);
  }

  /** The oldest that nobody has taken; waits until there is one. */
  async next(): Promise<Item> {
    if (this.#items.length > 0) return this.#items.shift()!;
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** The oldest that is asked for; those before it are passed over. */
  async nextThat<Found>(select: (item: Item) => Found | null | undefined): Promise<Found> {
    for (;;) {
      const found = select(await this.next());
      if (found) return found;
    }
  }
}
