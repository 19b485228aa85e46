import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFileAtomically } from './atomic-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file is replaced as a whole, and nothing else is left', () => {
  const path = join(folder, 'run.json');
  writeFileAtomically(path, 'a longer first version');
  writeFileAtomically(path, Buffer.from('second'));
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(readdirSync(folder)).toEqual(['run.json']);
});

test('a reader that has the file open keeps what was there before', async () => {
  const path = join(folder, 'run.json');
  writeFileAtomically(path, 'first');
  await using reader = await open(path);
  writeFileAtomically(path, 'second');
  expect(await reader.readFile('utf8')).toBe('first');
});

test('a write that fails leaves no temporary file', () => {
  const path = join(folder, 'taken');
  mkdirSync(join(path, 'by-a-folder'), { recursive: true });
  expect(() => writeFileAtomically(path, 'bytes')).toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a folder that is missing is an error', () => {
  expect(() => writeFileAtomically(join(folder, 'absent', 'file'), 'bytes')).toThrow('ENOENT');
});
