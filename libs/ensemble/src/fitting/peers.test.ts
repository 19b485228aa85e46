import { preparePythonEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { noisyMembers } from '../../testing/noisy-members.ts';
import { combineBy, combinedProbabilities } from '../combine-by.ts';
import { SUM } from '../combination.ts';
import { fitGreedy } from './greedy.ts';
import { fitStacking } from './stacking.ts';
import { fitTemperature } from './temperature.ts';

interface Fitted {
  readonly stacking: {
    readonly coefficients: number[][];
    readonly intercepts: number[];
    readonly probabilities: number[];
  };
  readonly memberTemperatures: number[];
  readonly temperature: number;
  readonly greedy: number[];
}

const ROUNDS = 25;
const environment = await preparePythonEnvironment();

describe.skipIf(environment.python === undefined).each([
  ['three members, four classes', { count: 3, samples: 401, classes: 4, c: 1 }],
  ['two classes', { count: 4, samples: 203, classes: 2, c: 0.5 }],
  ['as many features as samples', { count: 12, samples: 60, classes: 5, c: 0.1 }],
])('%s: as scikit-learn, SciPy and NumPy fit it', (_, { count, samples, classes, c }) => {
  const { members, labels } = noisyMembers(count, samples, classes);
  const shape = [samples, classes] as const;
  let peers: Fitted;

  beforeAll(() => {
    const rows = members.map((member) =>
      Array.from({ length: samples }, (_, row) => [
        ...member.subarray(row * classes, (row + 1) * classes),
      ]),
    );
    const input = JSON.stringify({ members: rows, labels: [...labels], c, rounds: ROUNDS });
    const script = fileURLToPath(new URL('../../testing/fitting.py', import.meta.url));
    const { stdout, stderr } = spawnSync(environment.python!, [script], { input, maxBuffer: 1e8 });
    expect(stderr.toString()).toBe('');
    peers = JSON.parse(stdout.toString()) as Fitted;
  }, PYTHON_SETUP_TIMEOUT_MS);

  test('the coefficients and probabilities of stacking', () => {
    const combination = fitStacking(members, labels, classes, { c, tolerance: 1e-9 });
    const { coefficients, intercepts, probabilities } = peers.stacking;
    expectClose(combination.coefficients!.flat(), coefficients.flat(), 1e-6);
    expectClose(combination.intercepts!, intercepts, 1e-6);
    expectClose(combinedProbabilities(combination, members, shape), probabilities, 1e-6);
    const usual = fitStacking(members, labels, classes, { c });
    expectClose(combinedProbabilities(usual, members, shape), probabilities, 1e-3);
  });

  test('the temperature of each member and of the whole', () => {
    const own = members.map((member) => fitTemperature(member, labels, classes));
    expectClose(own, peers.memberTemperatures, 1e-6);
    const whole = fitTemperature(combineBy(SUM, members, shape), labels, classes);
    expectClose([whole], [peers.temperature], 1e-6);
  });

  test('the weights of greedy selection', () => {
    expectClose(fitGreedy(members, labels, classes, ROUNDS).weights!, peers.greedy, 1e-12);
  });
});

function expectClose(values: ArrayLike<number>, wanted: readonly number[], tolerance: number) {
  expect(values.length).toBe(wanted.length);
  const furthest = Math.max(...wanted.map((value, index) => Math.abs(value - values[index]!)));
  expect(furthest).toBeLessThan(tolerance);
}
