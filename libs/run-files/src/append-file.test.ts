import { SmallDisk } from '@chorus/testing';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppendFile } from './append-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-append-'));
  path = join(folder, 'events.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('it grows by what is appended', () => {
  const file = new AppendFile(path, 'new', Buffer.from('one '));
  file.append(Buffer.from('two'));
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('one two');
});

test('one that is there is begun anew, or refused', () => {
  writeFileSync(path, 'what was there');
  const file = new AppendFile(path, 'anew', Buffer.from('one'));
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('one');
  expect(() => new AppendFile(path, 'new', Buffer.from('two'))).toThrow('EEXIST');
  expect(readFileSync(path, 'utf8')).toBe('one');
});

describe.skipIf(process.platform !== 'linux')('on a full disk', () => {
  const descriptors = () => readdirSync('/proc/self/fd').length;

  test('it says which file, and stays open for another try', () => {
    const file = new AppendFile('/dev/full', 'anew', Buffer.alloc(0));
    const append = () => file.append(Buffer.from('more'));
    const problem = { code: 'ENOSPC', message: expect.stringContaining('/dev/full') };
    expect(append).toThrow(expect.objectContaining(problem));
    expect(append).toThrow(expect.objectContaining(problem));
    file.close();
  });

  test('APPEND-1: an append that found room for its first part only leaves nothing of it', ({
    skip,
  }) => {
    using disk = SmallDisk.mount('size=8k,nr_inodes=10');
    if (!disk) return skip('mounting a small disk is not permitted here');
    const onDisk = join(disk.path, 'events.jsonl');
    const file = new AppendFile(onDisk, 'new', Buffer.from('one '));
    const append = () => file.append(Buffer.alloc(20_000, 'x'));
    expect(append).toThrow('ENOSPC');
    expect(readFileSync(onDisk, 'utf8')).toBe('one ');
    disk.resize('size=1m');
    append();
    file.close();
    expect(readFileSync(onDisk, 'utf8')).toBe(`one ${'x'.repeat(20_000)}`);
  });

  test('a new one that cannot begin is not left there', ({ skip }) => {
    using disk = SmallDisk.mount('size=8k,nr_inodes=10');
    if (!disk) return skip('mounting a small disk is not permitted here');
    const onDisk = join(disk.path, 'events.jsonl');
    expect(() => new AppendFile(onDisk, 'new', Buffer.alloc(20_000))).toThrow('ENOSPC');
    expect(readdirSync(disk.path)).toEqual([]);
  });

  test('one that cannot begin leaves no descriptor open', () => {
    const before = descriptors();
    expect(() => new AppendFile('/dev/full', 'anew', Buffer.from('one'))).toThrow('ENOSPC');
    expect(descriptors()).toBe(before);
  });
});
