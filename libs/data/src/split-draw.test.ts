import { expect, test } from 'vitest';
import { ShareDraw, SplitDraw } from './split-draw.ts';

/** The places that are drawn of these classes' samples. */
function drawnOf(classes: readonly string[], share: number, seed = 1, purpose = 'test'): number[] {
  const draw = new ShareDraw(share, seed, purpose);
  return classes.flatMap((name, place) => (draw.draws(name) ? [place] : []));
}

const SORTED = ['cat', 'dog', 'owl'].flatMap((name) => Array<string>(100).fill(name));

test.for([0.5, 0.3, 0.2, 0.15, 0.01])(
  'a share of %d is drawn of each class, though the samples are sorted by class',
  (share) => {
    const drawn = drawnOf(SORTED, share);
    for (const start of [0, 100, 200]) {
      const ofClass = drawn.filter((place) => place >= start && place < start + 100);
      expect(ofClass.length).toBeGreaterThanOrEqual(Math.floor(100 * share));
      expect(ofClass.length).toBeLessThanOrEqual(Math.ceil(100 * share));
      expect(ofClass).not.toContain(start);
    }
  },
);

test('the same seed and purpose draw the same samples, others draw others', () => {
  const drawn = drawnOf(SORTED, 0.2);
  expect(drawnOf(SORTED, 0.2)).toEqual(drawn);
  expect(drawnOf(SORTED, 0.2, 2)).not.toEqual(drawn);
  expect(drawnOf(SORTED, 0.2, 1, 'validation')).not.toEqual(drawn);
  // Not the same place of each five, and not the same places of each class.
  expect(new Set(drawn.map((place) => place % 5)).size).toBe(5);
  expect(new Set(drawn.slice(20, 40).map((place) => place - 100))).not.toEqual(
    new Set(drawn.slice(0, 20)),
  );
});

test('what is drawn of the first samples does not depend on those that follow', () => {
  const drawn = drawnOf(SORTED, 0.3);
  expect(drawnOf(SORTED.slice(0, 150), 0.3)).toEqual(drawn.filter((place) => place < 150));
});

test('nothing is drawn for a share of 0, and other shares are refused', () => {
  expect(drawnOf(SORTED, 0)).toEqual([]);
  for (const share of [-0.1, 0.51, NaN]) {
    expect(() => new ShareDraw(share, 1, 'test')).toThrow('from 0 to 0.5');
  }
});

test('validation is a share of what the test split leaves', () => {
  const draw = new SplitDraw({ test: 0.2, validation: 0.25, seed: 3 });
  const splits = SORTED.map((name) => draw.next(name));
  const count = (wanted: string) => splits.filter((split) => split === wanted).length;
  expect([count('test'), count('validation'), count('train')]).toEqual([60, 60, 180]);
  const left = SORTED.filter((_, place) => splits[place] !== 'test');
  const ofLeft = drawnOf(left, 0.25, 3, 'validation');
  const validation = splits
    .filter((split) => split !== 'test')
    .flatMap((split, place) => (split === 'validation' ? [place] : []));
  expect(validation).toEqual(ofLeft);
});
