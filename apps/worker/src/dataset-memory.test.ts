import { freemem } from 'node:os';
import { expect, test } from 'vitest';
import { datasetMemoryNow, parseMemory } from './dataset-memory.ts';

test.for([
  ['2GB', 2e9],
  ['2g', 2e9],
  ['1.5 GB', 1.5e9],
  ['500MB', 5e8],
  ['0K', 0],
] as const)('%s are %i bytes', ([text, bytes]) => {
  expect(parseMemory('--dataset-memory', text)).toBe(bytes);
});

test.for(['', '2', 'GB', '-1GB', '2 gigabytes', '2GB or so'])('%j is no size', (text) => {
  expect(() => parseMemory('--dataset-memory', text)).toThrow(
    `--dataset-memory must be a size, such as 500MB or 2GB, not '${text}'`,
  );
});

test('what a user said is what a trainer gets', () => {
  expect(datasetMemoryNow({ datasetMemory: 7, gpus: [] })).toBe(7);
});

test('unasked a trainer takes a quarter of what is there, or of its GPU', () => {
  const gpu = { id: '0', name: 'GPU', memoryBytes: 4e6 };
  expect(datasetMemoryNow({ datasetMemory: undefined, gpus: [gpu] })).toBe(1e6);
  const unknown = { ...gpu, memoryBytes: undefined };
  const bytes = datasetMemoryNow({ datasetMemory: undefined, gpus: [unknown] });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(freemem());
});
