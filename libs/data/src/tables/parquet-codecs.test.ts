import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressors } from './parquet-codecs.ts';

const unpack = compressors.ZSTD!;

test('Zstandard gives what was packed', () => {
  const bytes = Buffer.from('a page '.repeat(100));
  expect(Buffer.from(unpack(zstdCompressSync(bytes), bytes.length))).toEqual(bytes);
  expect(unpack(zstdCompressSync(Buffer.alloc(0)), 0)).toHaveLength(0);
});

test('a frame that claims, or holds, more than its page takes no memory for it', () => {
  const claims = Buffer.from('28b52ffde0ffffff7f00000000010000', 'hex'); // 2 GiB, of RFC 8878's frame_content_size
  const holds = zstdCompressSync(Buffer.alloc(50_000_000));
  const before = process.memoryUsage().arrayBuffers;
  for (const frame of [claims, holds]) {
    expect(() => unpack(frame, 1000)).toThrow();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  }
});
