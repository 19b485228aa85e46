import { preparePythonEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { noisyMembers } from '../../testing/noisy-members.ts';
import { argMax } from '../arg-max.ts';
import { combineBy } from '../combine-by.ts';
import { SUM } from '../combination.ts';
import { detect } from './detection.ts';
import { diversityOf } from './diversity.ts';
import { measure } from './ensemble-measures.ts';
import { uncertaintiesOf } from './uncertainties.ts';

const environment = await preparePythonEnvironment();

test.skipIf(environment.python === undefined).each([
  ['four members, twelve classes', { count: 4, samples: 503, classes: 12 }],
  ['two members, three classes', { count: 2, samples: 90, classes: 3 }],
  ['five members, two classes, few samples', { count: 5, samples: 14, classes: 2 }],
])(
  '%s: every measure is that of scikit-learn, SciPy and NumPy',
  (_, { count, samples, classes }) => {
    const { members, labels } = noisyMembers(count, samples, classes);
    const shape = [samples, classes] as const;
    const scores = combineBy(SUM, members, shape);
    const { total } = uncertaintiesOf(members, shape);
    const half = Math.floor(samples / 2);
    const chosen = members.map((member) => argMax(member, classes));

    const rows = members.map((member) =>
      Array.from({ length: samples }, (_, row) => [
        ...member.subarray(row * classes, (row + 1) * classes),
      ]),
    );
    const script = fileURLToPath(new URL('../../testing/measures.py', import.meta.url));
    const input = JSON.stringify({ members: rows, labels: [...labels] });
    const { stdout, stderr } = spawnSync(environment.python!, [script], { input, maxBuffer: 1e8 });
    expect(stderr.toString()).toBe('');
    const peers = JSON.parse(stdout.toString()) as Record<string, Record<string, unknown>>;
    if (classes < 10) delete peers['measures']!['top5Accuracy'];

    expect({
      measures: measure(scores, labels, classes),
      diversity: diversityOf(chosen, labels, classes),
      detection: detect(total.slice(0, half), total.slice(half)),
    }).toEqual(closeTo(peers));
  },
  PYTHON_SETUP_TIMEOUT_MS,
);

/** The same with every number to be met to nine digits. */
function closeTo(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    typeof item === 'number' ? expect.closeTo(item, 9) : item,
  );
}
