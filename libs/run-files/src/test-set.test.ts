import type { SampleKind } from '@chorus/data';
import { expect, test } from 'vitest';
import { drawSamples } from './test-set.ts';

const draw = (kind: SampleKind) => {
  const size = kind.shape.reduce((product, length) => product * length);
  return drawSamples([{ index: 3, image: new Uint8Array(size) }], kind).map(
    ({ height, width, channels }) => ({ height, width, channels }),
  );
};

test.for<[shape: number[], height: number, width: number]>([
  [[32, 32, 3], 256, 256],
  [[28, 28, 1], 224, 224],
  [[2, 2, 3], 16, 16],
  [[3, 64, 4], 12, 256],
  [[200, 100, 2], 200, 100],
  [[1000, 2, 3], 1000, 2],
])('an image of %j is drawn %d high and %d wide, in its own channels', ([shape, height, width]) => {
  expect(draw({ shape, type: 'uint8' })).toEqual([{ height, width, channels: shape[2] }]);
});

test('what is no image is not drawn', () => {
  expect(draw({ shape: [32, 32, 3], type: 'float32' })).toEqual([]);
});
