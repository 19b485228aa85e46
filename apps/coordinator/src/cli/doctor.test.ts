import { CIFAR10_RELEASE, datasetFolder } from '@chorus/data';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  examineBackend,
  examineDataset,
  examineGpus,
  examineNode,
  examineTensorFlow,
  renderFinding,
} from './doctor.ts';
import { plainStyle } from './style.ts';

const ready = {
  kind: 'ready',
  tensorFlow: { version: '2.21.0', source: 'wheel', folder: '/tf', usesGpu: false },
} as const;
const absent = { kind: 'absent', reason: 'it was never set up' } as const;

test('an old Node is a problem with a remedy', () => {
  expect(examineNode('24.1.0')).toMatchObject({ level: 'ok' });
  expect(renderFinding(examineNode('20.2.0'), plainStyle)).toBe(
    "problem  Node         20.2.0 is too old: run 'npm ci' in the project, which brings Node 24",
  );
});

test('without TensorFlow training is possible, and slow', () => {
  expect(examineTensorFlow(ready)).toMatchObject({ level: 'ok' });
  expect(examineTensorFlow(absent)).toMatchObject({ level: 'warning' });
  expect(examineBackend(absent)).toMatchObject({
    level: 'warning',
    text: expect.stringContaining('wasm'),
  });
  const failures = [{ way: 'wheel', step: 'compile', reason: 'no g++' }] as const;
  expect(examineTensorFlow({ kind: 'failed', failures, timeMs: 0 }).text).toContain(
    'compile: no g++',
  );
});

test('a GPU that TensorFlow cannot use is a warning', () => {
  expect(examineGpus([], ready)).toMatchObject({ level: 'ok' });
  expect(examineGpus(['NVIDIA H200'], ready)).toMatchObject({ level: 'warning' });
  const usesGpu = { ...ready, tensorFlow: { ...ready.tensorFlow, usesGpu: true } };
  expect(examineGpus(['NVIDIA H200'], usesGpu)).toMatchObject({ level: 'ok' });
});

test('CIFAR-10 is looked for where the user says, else in the cache, and never downloaded', async () => {
  const home = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  expect(await examineDataset(undefined, home)).toMatchObject({ level: 'warning' });
  expect(await examineDataset(join(home, 'nowhere'), home)).toMatchObject({ level: 'problem' });
  mkdirSync(datasetFolder(home));
  writeFileSync(join(datasetFolder(home), basename(CIFAR10_RELEASE.archive.url)), '');
  expect(await examineDataset(undefined, home)).toMatchObject({ level: 'ok' });
  await rm(home, { recursive: true });
});
