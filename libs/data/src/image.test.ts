import { expect, test } from 'vitest';
import { imageShapeOf } from './image.ts';

test.for([1, 2, 3, 4])('bytes of %d channels are an image', (channels) => {
  const shape = { height: 5, width: 7, channels };
  expect(imageShapeOf({ shape: [5, 7, channels], type: 'uint8' })).toEqual(shape);
});

test.for([
  { shape: [35], type: 'uint8' },
  { shape: [5, 7], type: 'uint8' },
  { shape: [2, 5, 7, 3], type: 'uint8' },
  { shape: [5, 7, 96], type: 'uint8' },
  { shape: [5, 7, 3], type: 'float32' },
] as const)('$type $shape are none', (sample) => {
  expect(imageShapeOf(sample)).toBeUndefined();
});
