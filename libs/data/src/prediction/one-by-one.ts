import { DatasetError } from '../dataset-error.ts';

/** Items that are tried one by one after an error, of which nobody knows whose it is: groups of them are worked on at once. */
const TRIED_ALONE = 64;

/**
 * Works on items that are quickest together, and gives for each its result or the error that it alone has.
 *
 * @param work gives a result for each item, in their order
 * @throws what `work` throws that is no DatasetError
 */
export async function* oneByOne<Item, Result>(
  items: readonly Item[],
  work: (items: readonly Item[]) => AsyncIterable<Result>,
): AsyncGenerator<Result | DatasetError> {
  let [done, alone] = [0, 0];
  while (done < items.length) {
    const together = alone > 0 ? items.slice(done, done + 1) : items.slice(done);
    try {
      for await (const result of work(together)) {
        done += 1;
        alone -= 1;
        yield result;
      }
    } catch (reason) {
      if (!(reason instanceof DatasetError)) throw reason;
      if (alone <= 0 && together.length > 1) {
        alone = TRIED_ALONE;
        continue;
      }
      done += 1;
      alone -= 1;
      yield reason;
    }
  }
}
