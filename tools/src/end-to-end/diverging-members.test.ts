import { runChorus } from '@chorus/chorus/testing';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

test('a learning rate that makes the loss NaN: each member diverges by itself, once, and is said; the run ends with the remedy', async () => {
  const out = join(folder, 'runs');
  const { exitStatus, stdout, stderr } = await runChorus(
    [
      ...['train', '--dataset', 'shapes', '--train-limit', '200', '--test-limit', '50'],
      ...['--filters', '4', '--dense-units', '8', '--batch-size', '20', '--epochs', '2'],
      ...['--members', '2', '--min-members', '1', '--workers', '1', '--learning-rate', '1e30'],
      ...['--out', out],
    ],
    { CHORUS_HOME: join(folder, 'home') },
  );
  expect(exitStatus).toBe(1);
  const words = 'the loss is no longer a finite number in epoch 1: use a smaller learningRate';
  const [runId = ''] = readdirSync(out);
  const lines = readFileSync(join(out, runId, 'events.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const events = lines.map((line) => JSON.parse(line) as { readonly type: string });
  expect(events.filter(({ type }) => type === 'lost')).toMatchObject([
    { member: 1, attempt: 1, kind: 'diverged', reason: words },
    { member: 2, attempt: 1, kind: 'diverged', reason: words },
  ]);
  const told = stdout + stderr;
  for (const member of [1, 2]) expect(told).toContain(`member ${member} lost attempt 1: ${words}`);
  expect(told).toContain(`failed: member 1 failed once (diverged): ${words}`);
});
