import type { EnsemblePredictions } from '@chorus/prediction';
import { expect, test } from 'vitest';
import { Batcher } from './batcher.ts';
import { QueueFull } from './limits.ts';

/** Predictions that hold the samples themselves. */
function echo(values: ArrayLike<number>): EnsemblePredictions {
  const none = new Float64Array(0);
  return {
    ...{ members: [], probabilities: Float64Array.from(values), chosen: new Int32Array(0) },
    uncertainties: { total: none, expected: none, mutualInformation: none, disagreement: none },
  };
}

/** A batcher whose batches wait until they are let go. */
function newBatcher({ waitingSamples = 100, gatherMs = 0 } = {}) {
  const batches: { values: number[]; done: PromiseWithResolvers<void> }[] = [];
  const begun: PromiseWithResolvers<void>[] = [Promise.withResolvers()];
  const batcher = new Batcher(
    async (values) => {
      const done = Promise.withResolvers<void>();
      batches.push({ values: [...values], done });
      begun.push(Promise.withResolvers());
      begun[batches.length - 1]!.resolve();
      await done.promise;
      return echo(values);
    },
    { type: 'uint8', sampleSize: 1, mostSamples: 4, waitingSamples, gatherMs },
  );
  const ask = async (...values: number[]) => {
    const { predictions, first } = await batcher.add(Uint8Array.from(values));
    return [...predictions.probabilities.subarray(first, first + values.length)];
  };
  /** The samples of a batch, when it has begun. */
  const batch = async (at: number) => {
    await begun[at]!.promise;
    return batches[at]!.values;
  };
  return { batcher, ask, batch, letGo: (at: number) => batches[at]!.done.resolve() };
}

test('B1, B2, B3: one alone leaves at once, those that come meanwhile together, in their order, none divided', async () => {
  const { ask, batch, letGo } = newBatcher();
  const first = ask(1);
  expect(await batch(0)).toEqual([1]);
  const others = [ask(2), ask(3, 4), ask(5, 6), ask(7)];
  letGo(0);
  expect(await first).toEqual([1]);
  expect(await batch(1)).toEqual([2, 3, 4]);
  letGo(1);
  expect(await batch(2)).toEqual([5, 6, 7]);
  letGo(2);
  expect(await Promise.all(others)).toEqual([[2], [3, 4], [5, 6], [7]]);
});

test('B2: where several were answered together the next batch waits until as many have come, or it is full', async () => {
  const { batcher, ask, batch, letGo } = newBatcher({ gatherMs: 2 ** 30 });
  const first = ask(1);
  await batch(0);
  const others = [ask(2), ask(3)];
  letGo(0);
  expect(await batch(1)).toEqual([2, 3]);
  letGo(1);
  await Promise.all(others);
  const again = [ask(4), ask(5)];
  expect(await batch(2)).toEqual([4, 5]);
  letGo(2);
  await Promise.all(again);
  const full = ask(6, 7, 8, 9);
  expect(await batch(3)).toEqual([6, 7, 8, 9]);
  letGo(3);
  await Promise.all([first, full]);
  await batcher.stop();
});

test('B2: those who were answered together and do not ask again are not waited for by one who stops', async () => {
  const { batcher, ask, batch, letGo } = newBatcher({ gatherMs: 2 ** 30 });
  const first = ask(1);
  await batch(0);
  const others = [ask(2), ask(3)];
  letGo(0);
  await batch(1);
  letGo(1);
  await Promise.all(others);
  const last = ask(4);
  const stopped = batcher.stop();
  expect(await batch(2)).toEqual([4]);
  letGo(2);
  expect(await last).toEqual([4]);
  await Promise.all([first, stopped]);
});

test('B4: what comes when too many wait is refused, and what waits is not', async () => {
  const { batcher, ask, batch, letGo } = newBatcher({ waitingSamples: 3 });
  const first = ask(1);
  await batch(0);
  const waiting = [ask(2, 3), ask(4)];
  await expect(ask(5)).rejects.toThrow(QueueFull);
  expect(batcher.waitingSamples).toBe(3);
  letGo(0);
  await batch(1);
  const later = ask(6);
  letGo(1);
  await batch(2);
  letGo(2);
  expect(await Promise.all([first, ...waiting, later])).toEqual([[1], [2, 3], [4], [6]]);
});

test('one that stops answers those that it has, and takes no more', async () => {
  const { batcher, ask, batch, letGo } = newBatcher();
  const [first, second] = [ask(1), ask(2)];
  await batch(0);
  const stopped = batcher.stop();
  await expect(ask(3)).rejects.toThrow('the server ends');
  letGo(0);
  await batch(1);
  letGo(1);
  expect(await Promise.all([first, second])).toEqual([[1], [2]]);
  await stopped;
});

test('a batch that cannot be predicted is no answer for any in it, and the next one is', async () => {
  let calls = 0;
  const batcher = new Batcher(
    async (values) => {
      calls += 1;
      if (calls === 1) throw new Error('the process has died');
      return echo(values);
    },
    { type: 'uint8', sampleSize: 1, mostSamples: 4, waitingSamples: 100, gatherMs: 0 },
  );
  await expect(batcher.add(Uint8Array.of(1))).rejects.toThrow('the process has died');
  expect((await batcher.add(Uint8Array.of(2))).first).toBe(0);
});
