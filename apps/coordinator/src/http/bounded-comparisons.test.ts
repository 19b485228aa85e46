import { expect, test } from 'vitest';
import { BoundedComparisons } from './bounded-comparisons.ts';

test('two comparisons are computed at once, some wait, and more are refused until one has ended', async () => {
  const comparisons = new BoundedComparisons();
  const begun: PromiseWithResolvers<string>[] = [];
  const compute = () => {
    const one = Promise.withResolvers<string>();
    begun.push(one);
    return one.promise;
  };
  const all = Array.from({ length: 16 }, () => comparisons.take(compute));
  await expect(comparisons.take(compute)).rejects.toMatchObject({
    status: 503,
    headers: { 'Retry-After': '5' },
  });
  expect(begun).toHaveLength(2);
  begun[0]!.resolve('compared');
  expect(await all[0]).toBe('compared');
  const next = comparisons.take(compute);
  begun[1]!.reject(new Error('no such run'));
  await expect(all[1]).rejects.toThrow('no such run');
  expect(begun.length).toBe(4);
  for (let place = 2; place < 17; place++) {
    await expect.poll(() => begun.length).toBeGreaterThan(place);
    begun[place]!.resolve('compared');
  }
  await Promise.all([...all.slice(2), next]);
});
