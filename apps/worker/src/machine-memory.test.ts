import { specifyMember } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { machineMemory, requireFitting } from './machine-memory.ts';

const CONFIG = sampleConfig({ training: { batchSize: 1_000_000 } });
const SPECIFICATION = specifyMember(CONFIG, { seed: 1 });
const MEMORY = 8e9;

type Dataset = (typeof SPECIFICATION)['dataset'];

test('what the machine holds is taken', () => {
  expect(() => requireFitting(SPECIFICATION, MEMORY)).not.toThrow();
});

test.for<[what: string, dataset: Partial<Dataset>, parameters: number, problem: string]>([
  [
    'samples',
    { trainSamples: 1e15 },
    1,
    'the labels of 1,000,000,000,000,100 samples alone have 4.0 PB',
  ],
  [
    'samples to predict',
    { testSamples: 1e9, classes: Array(5).fill('class') },
    1,
    'predictions of 5 classes for 1,000,000,000 samples alone have 20.0 GB',
  ],
  [
    'parameters',
    {},
    2 ** 53 - 1,
    'a network of 9,007,199,254,740,991 parameters alone have 36.0 PB',
  ],
  [
    'values in a sample',
    { sample: { shape: [1e6, 1e6, 3], type: 'uint8' } },
    1,
    'a batch of 1,000 samples alone have 12.0 PB',
  ],
])('an absurd number of %s is refused, with what there is', ([, dataset, parameters, problem]) => {
  const asked = {
    ...SPECIFICATION,
    dataset: { ...SPECIFICATION.dataset, ...dataset },
    network: { ...SPECIFICATION.network, parameters },
  };
  expect(() => requireFitting(asked, MEMORY)).toThrow(
    expect.objectContaining({
      kind: 'out-of-memory',
      message: `this worker has 8.0 GB of memory: ${problem}`,
    }),
  );
});

test('the memory is that of the smallest GPU, or of the machine', () => {
  const gpu = { id: '0', name: 'GPU', memoryBytes: 1e6 };
  expect(machineMemory({ gpus: [gpu, { ...gpu, memoryBytes: undefined }] })).toBe(1e6);
  expect(machineMemory({ gpus: [] })).toBeLessThanOrEqual(totalmem());
});
