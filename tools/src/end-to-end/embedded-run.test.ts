import { ChorusProcess, runChorus } from '@chorus/chorus/testing';
import { FakeCollector } from '@chorus/coordinator/testing';
import type { Report } from '@chorus/run-view';
import { ProcessMark } from '@chorus/testing';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

const environment = { CHORUS_HOME: join(folder, 'home') };
const SMALL = [
  ...['train', '--dataset', 'shapes', '--train-limit', '600', '--test-limit', '200'],
  ...['--members', '2', '--filters', '8,8', '--dense-units', '32', '--batch-size', '50'],
];

test('train alone trains here, shows the result, and leaves sample images and a trace', async () => {
  await using collector = await FakeCollector.start();
  const out = join(folder, 'whole');
  const { exitStatus, stdout } = await runChorus(
    [...SMALL, '--epochs', '1', '--out', out, '--http', '127.0.0.1:0'],
    {
      ...environment,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    },
  );
  expect(exitStatus).toBe(0);
  const [runId = ''] = readdirSync(out);
  const report = JSON.parse(readFileSync(join(out, runId, 'report.json'), 'utf8')) as Report;
  expect(report.members.map(({ epochs }) => epochs.length)).toEqual([1, 1]);
  expect(stdout).toContain(`Ensemble of 2: accuracy ${report.ensemble.accuracy.toFixed(4)}`);
  expect(stdout).toMatch(new RegExp(`in a browser: http://127.0.0.1:[1-9]\\d+/#/runs/${runId}`));
  expect(report.samples).toHaveLength(10);
  const { disputed = [], sureButWrong = [] } = report.notable ?? {};
  const shown = [...report.samples, ...disputed, ...sureButWrong];
  expect(new Set(readdirSync(join(out, runId, 'samples')))).toEqual(
    new Set(shown.map(({ index }) => `test-${index}.png`)),
  );
  expect(readFileSync(join(out, runId, 'report.html'), 'utf8')).toContain(`"runId":"${runId}"`);
  const members = Array(2).fill(['attempt 1', 'epoch 1']).flat();
  expect(collector.spans.map(({ name }) => name).toSorted()).toEqual(
    [...members, 'member 1', 'member 2', `run ${runId}`].toSorted(),
  );
});

test.skipIf(process.platform !== 'linux').for([
  ['SIGINT', 130],
  ['SIGKILL', null],
] as const)('%s ends train, its workers and their trainers', async ([signal, expectedStatus]) => {
  const out = join(folder, signal);
  const train = new ChorusProcess([...SMALL, '--epochs', '1000', '--out', out], environment);
  await train.prints('epoch 1/1000');
  const family = descendants(train.child.pid!);
  expect(family.length).toBeGreaterThanOrEqual(2); // a worker and its trainer
  train.child.kill(signal);
  const { exitStatus, stdout } = await train.end();
  expect(exitStatus).toBe(expectedStatus);
  if (signal !== 'SIGKILL') {
    expect(stdout).toContain('keeps 0 finished members, every event and report.html');
    const [runId = ''] = readdirSync(out);
    expect(readFileSync(join(out, runId, 'report.html'), 'utf8')).toContain('"status":"cancelled"');
  }
  await expect.poll(() => family.filter(isRunning), { timeout: 10_000 }).toEqual([]);
});

test.skipIf(process.platform !== 'linux').for([
  ['SIGHUP', 'when it starts its workers', 'training here', '1000', 129],
  ['SIGTERM', 'when it shows the result', 'Ensemble of 2', '1', 143],
] as const)('train obeys %s %s', async ([signal, , text, epochs, expectedStatus]) => {
  using mark = new ProcessMark();
  const out = mkdtempSync(join(folder, 'moment-'));
  const args = [...SMALL, '--epochs', epochs, '--out', out];
  // Also where the tests themselves run under nohup.
  const own = { ...environment, ...mark.environment, _: '' };
  const train = new ChorusProcess(args, own);
  await train.prints(text);
  train.child.kill(signal);
  const { exitStatus } = await train.end();
  expect(exitStatus).toBe(expectedStatus);
  await expect.poll(() => mark.running(), { timeout: 10_000 }).toEqual(new Map());
});

/** Every process below this one. */
function descendants(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const children = text.split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
