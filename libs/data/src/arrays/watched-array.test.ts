import { expect, test } from 'vitest';
import { memoryArray } from '../testing/memory-array.ts';
import { elementsOf } from '../testing/read-array.ts';
import { watchArray, type ReadProgress } from './watched-array.ts';

const array = memoryArray('uint8', [5, 1], Uint8Array.of(1, 2, 3, 4, 5), 'x.npy');

test('who watches hears how far it is, and reads the same', async () => {
  const heard: ReadProgress[] = [];
  const watched = watchArray(array, { onProgress: (progress) => heard.push(progress) });
  expect(await elementsOf(watched)).toEqual([1, 2, 3, 4, 5]);
  expect(heard.map(({ readRows, totalRows }) => [readRows, totalRows])).toEqual([
    [2, 5],
    [4, 5],
    [5, 5],
  ]);
  heard.length = 0;
  await Array.fromAsync(watched.pieces({ start: 1, end: 4 }));
  expect(heard.at(-1)).toEqual({ source: 'x.npy', readRows: 3, totalRows: 3 });
});

test('a signal ends the reading before the next piece', async () => {
  const stop = new AbortController();
  const heard: number[] = [];
  const onProgress = ({ readRows }: ReadProgress) => {
    heard.push(readRows);
    stop.abort();
  };
  const reading = elementsOf(watchArray(array, { onProgress, signal: stop.signal }));
  await expect(reading).rejects.toMatchObject({ name: 'DatasetError', code: 'cancelled' });
  expect(heard).toEqual([2]);
  await expect(elementsOf(watchArray(array, { signal: stop.signal }))).rejects.toThrow(
    'the reading of x.npy was cancelled',
  );
});
