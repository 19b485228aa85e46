import { SplitDraw } from '@chorus/data';
import { expect, test } from 'vitest';
import { heldOut, type HoldOut } from './held-out.ts';

const CLASSES = ['cat', 'dog', 'bird'];
/** Sorted by class, as folders give them. */
const SORTED = Int32Array.from({ length: 90 }, (_, row) => Math.floor(row / 30));

const DRAWN: HoldOut = {
  trainLimit: 90,
  validationSplit: 0.2,
  splitSeed: 1,
  validationFrom: 'drawn',
};

function counts(rows: Uint32Array): number[] {
  return CLASSES.map((_, label) => rows.filter((row) => SORTED[row] === label).length);
}

test('of samples that are sorted by class each class has its share', () => {
  const { train, validation } = heldOut(SORTED, CLASSES, DRAWN);
  expect(counts(validation)).toEqual([6, 6, 6]);
  expect([...train, ...validation].toSorted((one, other) => one - other)).toEqual([
    ...SORTED.keys(),
  ]);
});

test('the same samples are held out as when the dataset was prepared', () => {
  const draw = new SplitDraw({ test: 0, validation: 0.2, seed: 7 });
  const drawn = [...SORTED].map((label) => draw.next(CLASSES[label]!));
  const { train } = heldOut(SORTED, CLASSES, { ...DRAWN, splitSeed: 7 });
  expect([...train]).toEqual([...drawn.keys()].filter((row) => drawn[row] === 'train'));
});

test('a limit leaves what is drawn before it as it is', () => {
  const all = heldOut(SORTED, CLASSES, DRAWN).validation;
  const { train, validation } = heldOut(SORTED, CLASSES, { ...DRAWN, trainLimit: 50 });
  expect(validation).toEqual(all.filter((row) => row < 50));
  expect(train.length + validation.length).toBe(50);
});

test('nothing is held out where no share is wished, and no more than there is', () => {
  for (const validationFrom of ['drawn', 'end'] as const) {
    const none = { ...DRAWN, validationFrom, validationSplit: 0, trainLimit: 1000 };
    const { train, validation } = heldOut(SORTED, CLASSES, none);
    expect([train.length, validation.length]).toEqual([90, 0]);
  }
});

test('from the end the last ones are held out, as Keras counts them', () => {
  const end = { ...DRAWN, validationFrom: 'end', validationSplit: 0.1, trainLimit: 55 } as const;
  const { train, validation } = heldOut(SORTED, CLASSES, end);
  expect([...train]).toEqual(Array.from({ length: 49 }, (_, row) => row));
  expect([...validation]).toEqual([49, 50, 51, 52, 53, 54]);
});
