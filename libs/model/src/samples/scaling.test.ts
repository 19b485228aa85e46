import { expect, test } from 'vitest';
import { scalingOf } from './scaling.ts';

const images = { sample: { shape: [32, 32, 3] } };
const normalisation = { mean: [1, 2, 3], deviation: [4, 5, 6] };

test.for(['divide', undefined] as const)(
  'scaling %s divides, whatever the dataset has',
  (scaling) => {
    expect(scalingOf({ scaling, divisor: 225 }, { ...images, normalisation })).toEqual({
      divisor: 225,
    });
  },
);

test('standardise takes the numbers of the dataset', () => {
  const scaling = scalingOf({ scaling: 'standardise', divisor: 255 }, { ...images, normalisation });
  expect(scaling).toEqual(normalisation);
});

test.for([
  { has: undefined, words: 'is missing' },
  { has: { mean: [1], deviation: [2] }, words: 'is for 1 columns or channels' },
])('standardise with a normalisation that $words is refused', ({ has, words }) => {
  const settings = { scaling: 'standardise', divisor: 255 } as const;
  const place = 'preparation.scaling is standardise, but the normalisation in the dataset';
  expect(() => scalingOf(settings, { ...images, normalisation: has })).toThrow(
    expect.objectContaining({
      code: 'bad-model',
      message: expect.stringMatching(`^${place}'s file ${words}, .*\\[32, 32, 3\\]: submit`),
    }),
  );
});
