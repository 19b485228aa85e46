import { expect, test } from 'vitest';
import { sizeInWords } from './size-in-words.ts';

test.for([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.0 KB'],
  [16_777_216, '16.8 MB'],
  [999_600_000, '1.0 GB'],
  [123_456_789_012, '123 GB'],
  [2 ** 80, '1208926 EB'],
] as const)('%d bytes are %s', ([bytes, words]) => {
  expect(sizeInWords(bytes)).toBe(words);
});
