import { CIFAR10_RELEASE, datasetFolder } from '@chorus/data';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  examineBackend,
  examineDataset,
  examineGpus,
  examineMachine,
  examineNode,
  examineState,
  examineTensorFlow,
  renderFinding,
} from './doctor.ts';
import { plainStyle } from '../terminal/style.ts';

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
  const usesGpu = { ...ready, tensorFlow: { ...ready.tensorFlow, usesGpu: true } };
  const gpus = [{ id: '0', name: 'NVIDIA H200', memoryBytes: undefined }];
  expect(examineGpus([], ready, undefined)).toMatchObject({ level: 'ok' });
  expect(examineGpus(gpus, ready, undefined)).toMatchObject({ level: 'warning' });
  expect(examineGpus(gpus, usesGpu, undefined)).toMatchObject({
    level: 'ok',
    text: '1: NVIDIA H200',
  });
});

test('a GPU that cannot be listed is not called none', () => {
  const { level, text } = examineGpus(undefined, ready, undefined);
  expect(level).toBe('warning');
  expect(text).toMatch(/there may be some, .*nvidia-smi/);
});

test('when CUDA_VISIBLE_DEVICES shows no GPU, that is said, and a warning unless it is meant', () => {
  const text = expect.stringContaining("CUDA_VISIBLE_DEVICES='0,0' shows none");
  expect(examineGpus([], ready, '0,0')).toMatchObject({ level: 'warning', text });
  expect(examineGpus([], ready, '-1')).toMatchObject({ level: 'ok' });
  expect(examineGpus([], ready, '')).toMatchObject({ level: 'ok' });
});

test('what may be used of the machine is said, and what it has', () => {
  const GIB = 2 ** 30;
  const whole = {
    cores: 2,
    installedCores: 2,
    coresLimitedBy: undefined,
    memoryBytes: 8 * GIB,
    installedMemoryBytes: 8 * GIB,
  };
  expect(examineMachine(whole).text).toBe('2 cores, 8.0 GiB of memory');
  const pinned = { ...whole, cores: 1, coresLimitedBy: 'affinity' } as const;
  expect(examineMachine(pinned).text).toMatch(/^1 of 2 cores \(affinity.*\), 8.0 GiB of memory$/);
  expect(examineMachine({ ...whole, memoryBytes: 1.5 * GIB }).text).toMatch(
    /^2 cores, 1.5 of 8.0 GiB of memory \(control group/,
  );
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

test('a journal is tried in the folder of --state, and nothing is left of the trial', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  const state = join(folder, 'not-yet', 'state');
  expect(examineState(state)).toEqual({
    subject: 'state',
    level: 'ok',
    text: `can be kept in ${state}`,
  });
  writeFileSync(join(folder, 'file'), '');
  expect(examineState(join(folder, 'file'))).toMatchObject({
    level: 'warning',
    text: `${join(folder, 'file')} is a file, not a folder`,
  });
  expect(readdirSync(folder)).toEqual(['file']);
  await rm(folder, { recursive: true });
});
