import { expect, test } from 'vitest';
import { inOrder } from './in-order.ts';

/** Works that end when the test says so. */
function works() {
  const started: number[] = [];
  const ends = new Map<number, PromiseWithResolvers<number>>();
  const work = (item: number): Promise<number> => {
    started.push(item);
    ends.set(item, Promise.withResolvers());
    return ends.get(item)!.promise;
  };
  return { started, work, end: (item: number) => ends.get(item)!.resolve(item) };
}

const light = { items: 2, weight: 10, weightOf: () => 1 };

test('results come in the order of the items, whichever work ends first', async () => {
  const { started, work, end } = works();
  const results = inOrder([1, 2, 3], light, work);
  const first = results.next();
  expect(started).toEqual([1, 2]);
  end(2);
  end(1);
  expect((await first).value).toBe(1);
  const second = results.next();
  expect((await second).value).toBe(2);
  expect(started).toEqual([1, 2, 3]);
  end(3);
  expect((await results.next()).value).toBe(3);
  expect((await results.next()).done).toBe(true);
});

test('an item that is heavier than the bound goes alone', async () => {
  const { started, work, end } = works();
  const results = inOrder([1, 50, 2], { ...light, items: 9, weightOf: (item) => item }, work);
  const first = results.next();
  expect(started).toEqual([1]);
  end(1);
  await first;
  const second = results.next();
  await Promise.resolve();
  expect(started).toEqual([1, 50]);
  end(50);
  expect((await second).value).toBe(50);
  const third = results.next();
  await Promise.resolve();
  end(2);
  expect((await third).value).toBe(2);
});

test('whoever leaves early waits for what is under way', async () => {
  const { work, end } = works();
  const results = inOrder([1, 2], light, work);
  const first = results.next();
  end(1);
  await first;
  let left = false;
  const leaving = results.return(undefined).then(() => (left = true));
  await new Promise(setImmediate);
  expect(left).toBe(false);
  end(2);
  await leaving;
});

test('an error comes in its turn, and not as an unhandled rejection before', async () => {
  const fail = async (item: number): Promise<number> => {
    if (item === 2) throw new Error('two');
    await new Promise(setImmediate);
    return item;
  };
  const seen: number[] = [];
  const reading = (async () => {
    for await (const result of inOrder([1, 2, 3], { ...light, items: 3 }, fail)) seen.push(result);
  })();
  await expect(reading).rejects.toThrow('two');
  expect(seen).toEqual([1]);
});
