import { describe, expect, test } from 'vitest';
import { foldsOf } from './folds.ts';
import { memberRows } from './member-rows.ts';

const CLASSES = ['cat', 'dog'];
/** 60 cats and 40 dogs, sorted. */
const LABELS = Int32Array.from({ length: 100 }, (_, row) => (row < 60 ? 0 : 1));
const ALL = { trainLimit: 100, validationSplit: 0, splitSeed: 1, validationFrom: 'drawn' as const };

const rowsOf = (
  seed: number,
  samples: Parameters<typeof memberRows>[3]['samples'],
  settings = ALL,
) => memberRows(LABELS, CLASSES, settings, { seed, samples });
const dogsIn = (rows: Uint32Array) => rows.filter((row) => row >= 60).length;

test('a bootstrap sample has as many samples as there are, some of them more than once, by the seed', () => {
  const { train, validation } = rowsOf(7, { bootstrap: true });
  expect([train.length, validation.length]).toEqual([100, 0]);
  const distinct = new Set(train).size;
  // 63 of a hundred are expected.
  expect(distinct).toBeGreaterThan(50);
  expect(distinct).toBeLessThan(76);
  expect(train).toEqual(train.toSorted());
  expect(rowsOf(7, { bootstrap: true }).train).toEqual(train);
  expect(rowsOf(8, { bootstrap: true }).train).not.toEqual(train);
});

test('a share is drawn of each class alike, without a sample twice', () => {
  const { train } = rowsOf(7, { share: 0.5 });
  expect([train.length, new Set(train).size, dogsIn(train)]).toEqual([50, 50, 20]);
});

test('a bootstrap sample of a share has no others, and none that is held out', () => {
  const settings = { ...ALL, validationSplit: 0.2 };
  const share = rowsOf(7, { share: 0.5 }, settings);
  const both = rowsOf(7, { share: 0.5, bootstrap: true }, settings);
  expect(both.train).toHaveLength(share.train.length);
  expect(new Set(share.train).isSupersetOf(new Set(both.train))).toBe(true);
  expect(new Set(share.validation).isDisjointFrom(new Set(share.train))).toBe(true);
  expect(share.validation).toHaveLength(20);
});

describe('folds', () => {
  test('each sample is left out by one member of K, and trained on by all others', () => {
    const members = [1, 2, 3].map((number) => rowsOf(number, { fold: { number, of: 3 } }));
    const left = members.flatMap(({ validation }) => [...validation]);
    expect(left.toSorted((one, other) => one - other)).toEqual([...LABELS.keys()]);
    for (const { train, validation } of members) {
      expect(new Set(train).isDisjointFrom(new Set(validation))).toBe(true);
      expect(train.length + validation.length).toBe(100);
    }
  });

  test('each fold has its share of each class', () => {
    const folds = foldsOf(LABELS, CLASSES, 3, 1);
    for (const fold of [1, 2, 3]) {
      const rows = Uint32Array.from(LABELS.keys()).filter((row) => folds[row] === fold);
      expect(rows.length - dogsIn(rows)).toBe(20);
      expect([13, 14]).toContain(dogsIn(rows));
    }
  });

  test("they follow the splits' seed, not the member's, and do not depend on what comes after", () => {
    const fold = { number: 1, of: 3 };
    expect(rowsOf(1, { fold }).validation).toEqual(rowsOf(2, { fold }).validation);
    expect(rowsOf(1, { fold }, { ...ALL, splitSeed: 2 }).validation).not.toEqual(
      rowsOf(1, { fold }).validation,
    );
    expect(foldsOf(LABELS.subarray(0, 50), CLASSES, 3, 1)).toEqual(
      foldsOf(LABELS, CLASSES, 3, 1).subarray(0, 50),
    );
  });
});
