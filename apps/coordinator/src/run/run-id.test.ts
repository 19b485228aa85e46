import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimRunId, newRunId } from './run-id.ts';

let runsDir: string;
beforeEach(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'chorus-runs-'));
});
afterEach(() => rmSync(runsDir, { recursive: true }));

test('it sorts by time', () => {
  const id = newRunId(new Date('2026-11-24T09:30:00.123Z'));
  expect(id).toMatch(/^20261124-093000-[0-9a-f]{4}$/);
});

test('a name that a folder has, or a run that was deleted, is passed over for the next', () => {
  mkdirSync(join(runsDir, 'a'));
  const names = ['a', 'b', 'c'];
  expect(
    claimRunId(
      runsDir,
      (runId) => runId === 'b',
      () => names.shift()!,
    ),
  ).toBe('c');
  expect(readdirSync(runsDir)).toEqual(['a', 'c']);
});

test('two never get the same name, though it is drawn twice', () => {
  const names = ['a', 'a', 'b'];
  const claim = () =>
    claimRunId(
      runsDir,
      () => false,
      () => names.shift()!,
    );
  expect([claim(), claim()]).toEqual(['a', 'b']);
});

test('a folder that cannot be made says so, and is not tried for ever', () => {
  rmSync(runsDir, { recursive: true });
  expect(() => claimRunId(runsDir, () => false)).toThrow(runsDir);
  mkdirSync(runsDir);
});
