import { sampleConfig, sampleSearch } from '@chorus/run-config/testing';
import { expect, test } from 'vitest';
import { hparamsOf } from './hparams.ts';

test('a trial has what was drawn for it among its hyperparameters, that of its network, too', () => {
  const ranges = {
    'network.denseUnits': { choice: [[8, 4]] },
    'training.learningRate': { log: [0.001, 0.01] },
  };
  const members = { ...sampleConfig().members, ...sampleSearch({ trials: 2, keep: 1, ranges }) };
  const values = hparamsOf(sampleConfig({ members }), { seed: 5, group: 1 });
  const drawn = members.groups![1]!.values!['training.learningRate'];
  expect(values).toMatchObject({ denseUnits: '8, 4', learningRate: drawn, group: 'trial 2' });
  // Maps are no hyperparameters.
  expect(Object.values(values).filter((value) => typeof value === 'object')).toEqual([]);
});
