import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchFolder } from './watch-folder.ts';

/** What the system's own watching is asked for; undefined: it watches. */
let refusal: Error | undefined;
vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  const watch = (...asked: Parameters<typeof fs.watch>) => {
    if (refusal) throw refusal;
    return fs.watch(...asked);
  };
  return { ...fs, watch: watch as typeof fs.watch };
});

const NEVER_MS = 2 ** 31 - 1;

let folder: string;
beforeEach(() => {
  refusal = undefined;
  folder = mkdtempSync(join(tmpdir(), 'chorus-watch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a change is looked at as soon as the system tells of it', async () => {
  const look = vi.fn();
  const watching = watchFolder(folder, look, NEVER_MS);
  writeFileSync(join(folder, 'new'), '');
  await vi.waitFor(() => expect(look).toHaveBeenCalled());
  watching.close();
});

test('where the system watches nothing it is looked every now and then', async () => {
  refusal = Object.assign(new Error('System limit for number of file watchers reached'), {
    code: 'ENOSPC',
  });
  const look = vi.fn();
  const watching = watchFolder(folder, look, 10);
  await vi.waitFor(() => expect(look.mock.calls.length).toBeGreaterThan(2));
  watching.close();
});

test('a folder that is taken away, and comes back, is looked at still', async () => {
  const look = vi.fn();
  const watching = watchFolder(folder, look, 10);
  rmSync(folder, { recursive: true });
  await vi.waitFor(() => expect(look.mock.calls.length).toBeGreaterThan(2));
  mkdirSync(folder);
  const before = look.mock.calls.length;
  await vi.waitFor(() => expect(look.mock.calls.length).toBeGreaterThan(before + 2));
  watching.close();
});
