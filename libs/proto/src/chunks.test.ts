import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { CHUNK_BYTES, chunksOf, writeAll } from './chunks.ts';

test.each([
  [0, []],
  [1, [1]],
  [CHUNK_BYTES, [CHUNK_BYTES]],
  [2 * CHUNK_BYTES + 3, [CHUNK_BYTES, CHUNK_BYTES, 3]],
])('%i bytes travel in chunks of %j bytes, none above the limit', (size, lengths) => {
  const bytes = new Uint8Array(size).map((_, index) => index % 251);
  const chunks = [...chunksOf(bytes)];
  expect(chunks.map(({ length }) => length)).toEqual(lengths);
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
});

test('chunks of a view begin where the view begins', () => {
  const view = new Uint8Array([9, 9, 1, 2, 3]).subarray(2);
  expect([...chunksOf(view)].map((chunk) => [...chunk])).toEqual([[1, 2, 3]]);
});

test('the source is read no further than the stream takes', async () => {
  let read = 0;
  let taken = 0;
  let furthestAhead = 0;
  function* source() {
    while (read < 50) {
      read += 1;
      furthestAhead = Math.max(furthestAhead, read - taken);
      yield read;
    }
  }
  const stream = new Writable({
    objectMode: true,
    highWaterMark: 2,
    write(_message, _encoding, done) {
      setImmediate(() => {
        taken += 1;
        done();
      });
    },
  });
  await writeAll(stream, source());
  expect(read).toBe(50);
  expect(furthestAhead).toBeLessThanOrEqual(3);
});

test('a stream that closes ends the writing with an error', async () => {
  const stream = new Writable({ objectMode: true, highWaterMark: 1, write() {} });
  const writing = writeAll(stream, [1, 2, 3]);
  stream.destroy();
  await expect(writing).rejects.toThrow('closed');
});

test('nothing is written or waited for once the signal is aborted, whenever that is', async () => {
  const full = new Writable({ objectMode: true, highWaterMark: 1, write() {} });
  const controller = new AbortController();
  const writing = writeAll(full, [1, 2, 3], controller.signal);
  controller.abort(new Error('the reader has left'));
  await expect(writing).rejects.toThrow('the reader has left');
  let left = false;
  function* source() {
    try {
      yield 1;
    } finally {
      left = true;
    }
  }
  await expect(writeAll(full, source(), controller.signal)).rejects.toThrow('the reader has left');
  expect(left).toBe(true);
});
