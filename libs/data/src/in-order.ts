/** How much of a work may be under way at once. */
export interface Bounds<Item> {
  /** The number of items. */
  readonly items: number;
  /** The weight of all of them; one that is heavier goes alone. */
  readonly weight: number;
  readonly weightOf: (item: Item) => number;
}

/**
 * Works on several items at once and gives the results in the items' order. Nothing is under way any more
 * when it ends, fails or is left.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  bounds: Bounds<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: { readonly weight: number; readonly result: Promise<Result> }[] = [];
  let weight = 0;
  const oldest = async (): Promise<Result> => {
    const first = running[0]!;
    const result = await first.result;
    running.shift();
    weight -= first.weight;
    return result;
  };
  try {
    for (const item of items) {
      const added = bounds.weightOf(item);
      while (
        running.length > 0 &&
        (running.length >= bounds.items || weight + added > bounds.weight)
      ) {
        yield await oldest();
      }
      weight += added;
      const result = work(item);
      result.catch(() => {}); // It is thrown when its turn comes.
      running.push({ weight: added, result });
    }
    while (running.length > 0) yield await oldest();
  } finally {
    await Promise.allSettled(running.map(({ result }) => result));
  }
}
