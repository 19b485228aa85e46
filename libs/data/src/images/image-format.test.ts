import { expect, test } from 'vitest';
import { promisedFormat, recogniseFile } from './image-format.ts';

test.each([
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'JPEG'],
  ['\x89PNG\r\n\x1a\n', 'PNG'],
  ['GIF89a', 'GIF'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'WebP'],
  ['BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'BMP'],
  ['MM\0*', 'TIFF'],
  ['\0\0\0\x1cftypavif\0\0\0\0avifmif1', 'AVIF'],
  ['\0\0\0\x1cftypmif1\0\0\0\0mif1avif', 'AVIF'],
])('%j is an image in the format %s', (bytes, image) => {
  expect(recogniseFile(Buffer.from(bytes, 'latin1'))).toEqual({ image });
});

test.each([
  ['', 'an empty file'],
  ['\0\0\0\0', 'a file of zeros'],
  ['\n<!DOCTYPE html><title>404</title>', 'an HTML page'],
  ['<svg xmlns="…">', 'an SVG drawing'],
  ['BMW is a make of cars', 'a text'],
  ['version https://git-lfs.github.com/spec/v1', 'a Git LFS pointer, whose file was not fetched'],
  ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'an HEIC image'],
  ['\0\0\0\x18ftypisom\0\0\0\0', 'a film'],
  ['RIFF\0\0\0\0WAVE', 'of an unknown format'],
  ['P6\n32 32\n255\n', 'a PNM image'],
])('%j is %s', (bytes, what) => {
  expect(recogniseFile(Buffer.from(bytes, 'latin1'))).toEqual({ what });
});

test('a name promises a format by its extension in any case', () => {
  expect(promisedFormat('a.b.JPeG')).toBe('JPEG');
  expect(promisedFormat('photo.HEIC')).toBe('');
  expect(promisedFormat('labels.csv')).toBeUndefined();
  expect(promisedFormat('png')).toBeUndefined();
  expect(promisedFormat('a.constructor')).toBeUndefined();
});
