import { bytesOf } from '@chorus/data';
import { combineBy, type CombiningWish } from '@chorus/ensemble';
import { encodeNpy } from '@chorus/run-files';
import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { evaluateEnsemble, type EnsembleInput } from './evaluate-ensemble.ts';

const CLASSES = 2;
const labels = Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0, 1);

/** A member that is right on samples with a probability of 0.8, and wrong on these. */
function member(...wrong: number[]): Float32Array {
  return Float32Array.from(
    [...labels].flatMap((label, sample) => {
      const right = wrong.includes(sample) ? 0.2 : 0.8;
      return label === 0 ? [right, 1 - right] : [1 - right, right];
    }),
  );
}

/** On the validation samples the second one is best; on the test samples the first one. */
const VALIDATION = [member(0, 1, 2), member(), member(0, 1, 5)];
const TEST = [member(3), member(0, 1, 2), member(0, 1, 4)];

let folder: string;
let input: EnsembleInput;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-evaluate-'));
  const write = (name: string, members: readonly Float32Array[]) =>
    members.map((predictions, index) => {
      mkdirSync(join(folder, name), { recursive: true });
      const file = join(folder, name, `member-${index + 1}.npy`);
      writeFileSync(file, encodeNpy(predictions, [labels.length, CLASSES]));
      return hash('sha256', bytesOf(predictions));
    });
  const heldOut = write('validation', VALIDATION).map((predictionsSha256, index) => {
    return { member: index + 1, predictionsSha256 };
  });
  input = {
    folder,
    members: write('predictions', TEST).map((sha256, index) => ({
      member: index + 1,
      predictionsSha256: sha256,
    })),
    labels,
    classes: CLASSES,
    samples: [],
    combining: { rule: 'sum' },
    validation: { labels, members: heldOut },
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

const evaluated = (combining: CombiningWish) => evaluateEnsemble({ ...input, combining });

test('C4: of a search the best trials are the ensemble, and test predictions of others are not read', () => {
  const trials = input.validation!.members.map((own) => {
    return { trial: own.member, members: [own], isWhole: true };
  });
  const search = { keep: 1, labels, trials };
  for (const member of [1, 3]) rmSync(join(folder, 'predictions', `member-${member}.npy`));
  const { members, worth, trials: ranked } = evaluateEnsemble({ ...input, search });
  // On the test samples the first one is best.
  expect(ranked!.map(({ kept }) => kept)).toEqual([false, true, false]);
  expect([members, worth.length]).toEqual([[2], 1]);
});

test('what is fitted is fitted on the validation samples, whatever the test samples say', () => {
  const { ensemble } = evaluated({ rule: 'greedy' });
  expect(ensemble.combination).toEqual({ rule: 'greedy', weights: [0, 1, 0] });
  expect(ensemble.accuracy).toBe(0.7);
});

test('the declared rule comes first, and all others that apply are compared beside it', () => {
  const { rules, ensemble } = evaluated({ rule: 'vote' });
  expect(rules.map(({ wish }) => [wish.rule, wish.calibration ?? 'none'])).toEqual([
    ['vote', 'none'],
    ['sum', 'none'],
    ['geometric-mean', 'none'],
    ['greedy', 'none'],
    ['stacking', 'none'],
    ['vote', 'temperature'],
    ['vote', 'member-temperatures'],
  ]);
  expect(rules[0]!.test.accuracy).toBe(ensemble.accuracy);
});

test('the figures are those of the combination that the report has', () => {
  for (const rule of ['sum', 'vote', 'geometric-mean', 'greedy', 'stacking'] as const) {
    const { ensemble, predicted } = evaluated({ rule, calibration: 'temperature' });
    const scores = combineBy(ensemble.combination!, TEST, [labels.length, CLASSES]);
    const again = Array.from(labels, (_, row) => Number(scores[2 * row + 1]! > scores[2 * row]!));
    expect([...predicted]).toEqual(again);
  }
});

test('the first members are combined by the rule, or by the sum where it has weights for all', () => {
  expect(evaluated({ rule: 'sum' }).first.map(({ accuracy }) => accuracy)).toEqual([0.9, 0.8, 0.8]);
  expect(evaluated({ rule: 'greedy' }).ensemble.accuracyByMembers).toEqual([0.9, 0.8, 0.8]);
});

test('members that can be left out are told by the validation samples alone', () => {
  const { validated } = evaluated({ rule: 'sum' });
  expect(validated!.alone.map(({ accuracy }) => accuracy)).toEqual([0.7, 1, 0.7]);
  expect(validated!.leaveOut).toContain(2);
  expect(validated!.leaveOut).not.toContain(1);
});

test('without validation samples nothing is compared and nothing left out', () => {
  const { validation: _, ...without } = input;
  const { rules, validated, ensemble } = evaluateEnsemble(without);
  expect(rules).toEqual([]);
  expect(validated).toBeUndefined();
  expect(ensemble.combination).toEqual({ rule: 'sum' });
});

test('samples are listed that members disagree about, and those that are surely wrong', () => {
  const { disputed, sureButWrong } = evaluated({ rule: 'sum' });
  expect(disputed.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  expect(disputed[0]!.votes).toEqual([1, 2]);
  expect(sureButWrong.map(({ index }) => index)).toEqual([0, 1]);
});
