import { runChorus } from '@chorus/chorus/testing';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A GPU is on nvidia-smi's list that TensorFlow, on whatever machine this is, does not see. */
const nvidiaSmi = join(folder, 'nvidia-smi');
writeFileSync(nvidiaSmi, '#!/bin/sh\n[ "$1" != -L ] && echo \'0, GPU-none, NVIDIA H200, [N/A]\'\n');
chmodSync(nvidiaSmi, 0o755);

const SMALL = [
  ...['train', '--dataset', 'shapes', '--train-limit', '200', '--test-limit', '100'],
  ...['--members', '1', '--epochs', '1', '--filters', '8,8', '--dense-units', '32'],
];
const train = (visible: string, ...flags: string[]) =>
  runChorus([...SMALL, '--out', join(folder, 'runs'), ...flags], {
    PATH: `${folder}${delimiter}${process.env['PATH']}`,
    CUDA_VISIBLE_DEVICES: visible,
  });

test('where a GPU is found that TensorFlow cannot use, a run ends with the remedy', async () => {
  const { exitStatus, stderr } = await train('GPU-none');
  expect(exitStatus).toBe(1);
  expect(stderr).toMatch(/failed: no local worker stays up: .*--allow-cpu/);
});

test('it goes on, on the CPU, when the user says so', async () => {
  const { exitStatus } = await train('GPU-none', '--allow-cpu');
  expect(exitStatus).toBe(0);
});

test('a CUDA_VISIBLE_DEVICES that shows no GPU by mistake is told of', async () => {
  const { exitStatus, stderr } = await train('0,0');
  expect(exitStatus).toBe(0);
  expect(stderr).toContain("CUDA_VISIBLE_DEVICES='0,0' shows no GPU: trains on the CPU");
});
