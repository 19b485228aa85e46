import { bytesOf } from '@chorus/data';
import { encodeNpy } from '@chorus/run-files';
import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rankTrials, type SearchedTrial } from './rank-trials.ts';
import type { ValidatedMember } from './read-validated.ts';

const CLASSES = 2;
const LABELS = Int32Array.of(0, 1, 0, 1);
const FOLDS = Uint16Array.of(1, 1, 2, 2);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-trials-'));
  mkdirSync(join(folder, 'validation'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A member that gives the right class of each of these samples so much. */
function member(number: number, right: readonly number[], fold?: number): ValidatedMember {
  const labels = fold === undefined ? LABELS : LABELS.filter((_, row) => FOLDS[row] === fold);
  const predictions = Float32Array.from(
    right.flatMap((own, sample) => (labels[sample] === 0 ? [own, 1 - own] : [1 - own, own])),
  );
  const file = join(folder, 'validation', `member-${number}.npy`);
  writeFileSync(file, encodeNpy(predictions, [labels.length, CLASSES]));
  const predictionsSha256 = hash('sha256', bytesOf(predictions));
  return { member: number, predictionsSha256, ...(fold !== undefined && { fold }) };
}

function whole(trial: number, ...members: ValidatedMember[]): SearchedTrial {
  return { trial, members, isWhole: true };
}

test('trials are ranked by accuracy, then by how sure they are, then as they stand', () => {
  const trials = [
    whole(1, member(1, [0.9, 0.9, 0.9, 0.4])),
    whole(2, member(2, [0.6, 0.6, 0.6, 0.6])),
    whole(3, member(3, [0.8, 0.8, 0.8, 0.8])),
    whole(4, member(4, [0.6, 0.6, 0.6, 0.6])),
  ];
  const ranked = rankTrials({ keep: 2, labels: LABELS, trials }, { folder, classes: CLASSES });
  expect(ranked.map(({ trial, rank, kept }) => [trial, rank, kept])).toEqual([
    [1, 4, false],
    [2, 2, true],
    [3, 1, true],
    [4, 3, false],
  ]);
  expect(ranked[0]!.validation!.accuracy).toBe(0.75);
});

test('a trial of folds is worth what its members predict of all samples, each of its own fold', () => {
  const trials = [
    whole(1, member(1, [0.9, 0.9], 1), member(2, [0.9, 0.1], 2)),
    whole(2, member(3, [0.6, 0.6], 1), member(4, [0.6, 0.6], 2)),
  ];
  const search = { keep: 1, labels: LABELS, folds: FOLDS, trials };
  expect(rankTrials(search, { folder, classes: CLASSES })).toMatchObject([
    { members: [1, 2], rank: 2, validation: { accuracy: 0.75 }, kept: false },
    { members: [3, 4], rank: 1, validation: { accuracy: 1 }, kept: true },
  ]);
});

test('a trial that lacks members is not ranked, and none is kept in place of one that is missing', () => {
  const trials = [
    whole(1, member(1, [0.6, 0.6, 0.6, 0.6])),
    { trial: 2, members: [], isWhole: false },
  ];
  const search = { labels: LABELS, trials };
  const [, other] = rankTrials({ ...search, keep: 1 }, { folder, classes: CLASSES });
  expect(other).toEqual({ trial: 2, members: [], kept: false });
  expect(() => rankTrials({ ...search, keep: 2 }, { folder, classes: CLASSES })).toThrow(
    '1 trials have all their members, and 2 are kept',
  );
});
