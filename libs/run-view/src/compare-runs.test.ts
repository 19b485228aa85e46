import type { RunConfig } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { describe, expect, test } from 'vitest';
import {
  assigned,
  done,
  epoch,
  failed,
  submitted,
  succeeded,
  training,
  viewOf,
} from '../testing/sample-run.ts';
import { compareRuns, type ComparableRun } from './compare-runs.ts';
import type { RunView } from './run-view.ts';

const VERSIONS = { chorus: '0.1.0', node: '24.21.0' };

/** A run that has succeeded, right on the test samples of this mask. */
function runOf(runId: string, correct: readonly number[], change: Partial<RunConfig> = {}) {
  return comparable(runId, ended(succeeded()), Uint8Array.from(correct), change);
}

function comparable(
  runId: string,
  view: RunView,
  correct: Uint8Array | string,
  change: Partial<RunConfig> = {},
): ComparableRun {
  return {
    view: { ...view, runId, config: { ...view.config, ...change } },
    versions: VERSIONS,
    correct,
  };
}

function ended(...last: Parameters<typeof viewOf>): RunView {
  const began = [assigned(1), training(1), epoch(1, 1), assigned(2), training(2), epoch(2, 1)];
  return viewOf(submitted(), ...began, epoch(1, 2), done(1), done(2), ...last);
}

describe('what differs', () => {
  const differencesOf = (...runs: ComparableRun[]) =>
    Object.fromEntries(compareRuns(runs).differences.map(({ key, values }) => [key, values]));

  test('is nothing between equal runs', () => {
    expect(differencesOf(runOf('a', [1]), runOf('b', [1]))).toEqual({});
  });

  test('is told under the names of the configuration, of each run in turn', () => {
    const changed = sampleConfig({
      dataset: { sha256: 'cd'.repeat(32), trainLimit: 500, validationSplit: 0.1 },
      network: { filters: [8, 16] },
      training: { batchSize: 50 },
      execution: { compile: false },
    });
    expect(differencesOf(runOf('a', [1]), runOf('b', [1]), runOf('c', [1], changed))).toEqual({
      fingerprint: ['ab'.repeat(32), 'ab'.repeat(32), 'cd'.repeat(32)],
      'dataset.trainLimit': [1000, 1000, 500],
      'dataset.validationSplit': [0, 0, 0.1],
      'network.layers': [19, 19, 15],
      'network.parameters': [131_627, 131_627, 278_058],
      'training.batchSize': [100, 100, 50],
      'execution.compile': [true, true, false],
    });
  });

  test('may be versions, backends and devices', () => {
    const other = runOf('b', [1]);
    for (const member of other.view.members) {
      member.device = member.member === 1 ? 'Tesla T4' : 'NVIDIA H200';
    }
    const newer = { ...other, versions: { chorus: '0.2.0', tensorflow: '2.21.0' } };
    expect(differencesOf(runOf('a', [1]), newer)).toEqual({
      devices: ['cpu', 'NVIDIA H200, Tesla T4'],
      'versions.chorus': ['0.1.0', '0.2.0'],
      'versions.node': ['24.21.0', null],
      'versions.tensorflow': [null, '2.21.0'],
    });
  });
});

test('the result of a run is that of its report, its time and its speed', () => {
  const [run] = compareRuns([runOf('a', [1])]).runs;
  expect(run).toMatchObject({ runId: 'a', status: 'succeeded', dataset: { synthetic: true } });
  const { result } = run!;
  expect(result).toMatchObject({ members: 2, membersDone: 2, ensembleAccuracy: 0.69 });
  expect(result.memberAccuracy).toEqual({ mean: 0.62, least: 0.61, most: 0.63 });
  expect(result.gainOverBest).toBeCloseTo(0.06, 12);
  expect(result.gainOverMean).toBeCloseTo(0.07, 12);
  expect(result.wallSeconds).toBe(10);
  expect(result.imagesPerSecond).toBeCloseTo(2310.4, 9);
});

test('epochs are those of the members that have finished them', () => {
  const view = ended();
  view.members[1]!.epochs[0] = { ...view.members[1]!.epochs[0]!, loss: 1, accuracy: 0.661 };
  const [run] = compareRuns([comparable('a', view, 'it goes on')]).runs;
  expect(run!.epochs).toMatchObject([
    { epoch: 1, members: 2, loss: { least: 1, most: 1.2345 }, accuracy: { least: 0.561 } },
    { epoch: 2, members: 1, loss: { mean: 1.2345, least: 1.2345, most: 1.2345 } },
  ]);
  expect(run!.epochs[0]!.loss.mean).toBeCloseTo(1.11725, 12);
});

test('a run that goes on or has failed is compared by what it has', () => {
  const fresh = comparable('a', viewOf(submitted()), 'run a is running');
  const broken = comparable('b', ended(failed('a power cut')), 'run b failed');
  const { runs, contrasts } = compareRuns([fresh, broken]);
  expect(runs[0]).toMatchObject({ status: 'running', epochs: [] });
  expect(runs[0]!.result).toEqual({
    ...{ members: 2, membersDone: 0, memberAccuracy: null, ensembleAccuracy: null },
    ...{ gainOverBest: null, gainOverMean: null, wallSeconds: null, imagesPerSecond: null },
  });
  expect(runs[1]).toMatchObject({ status: 'failed', reason: 'a power cut' });
  expect(runs[1]!.result).toMatchObject({ membersDone: 2, ensembleAccuracy: null });
  expect(contrasts).toEqual([{ first: 'a', second: 'b', notComparable: 'run a is running' }]);
});

describe('the ensembles', () => {
  const ones = (count: number) => new Array<number>(count).fill(1);
  const zeros = (count: number) => new Array<number>(count).fill(0);
  const base = runOf('base', [...ones(10), ...zeros(10)]);

  test("are compared image by image, the first with each other one, by McNemar's exact test", () => {
    const better = runOf('better', [...zeros(1), ...ones(19)]);
    const [contrast] = compareRuns([base, better]).contrasts;
    expect(contrast).toMatchObject({ first: 'base', second: 'better', testSamples: 20 });
    expect(contrast).toMatchObject({ gain: 9 / 20, onlyFirst: 1, onlySecond: 10 });
    expect(contrast).toHaveProperty('pValue', (2 * 12) / 2 ** 11);
    expect(contrast).toHaveProperty('adjustedPValue', (2 * 12) / 2 ** 11);
  });

  test('with more than two runs, the p-values are adjusted for the number of tests', () => {
    const better = runOf('better', [...zeros(1), ...ones(19)]);
    const { contrasts } = compareRuns([base, better, { ...base, correct: 'x' }, better]);
    const twice = (4 * 12) / 2 ** 11;
    expect(contrasts.map((one) => 'pValue' in one && one.adjustedPValue)).toEqual([
      ...[twice, false, twice],
    ]);
  });

  test('of other datasets or other test samples get no number but the reason', () => {
    const { dataset } = sampleConfig();
    const elsewhere = runOf('b', [1], { dataset: { ...dataset, sha256: 'cd'.repeat(32) } });
    const fewer = runOf('c', [1], { dataset: { ...dataset, testLimit: 50 } });
    expect(compareRuns([base, elsewhere, fewer]).contrasts).toEqual([
      { first: 'base', second: 'b', notComparable: 'their datasets differ' },
      { first: 'base', second: 'c', notComparable: 'their numbers of test samples differ' },
    ]);
  });
});
