import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFiles } from '../testing/image-files.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type Walk, walkFolder } from './walk-folder.ts';

async function walk(folder: string): Promise<Walk> {
  return walkFolder(Buffer.from(folder), '');
}

function shown(entries: readonly { readonly shown: string }[]): string[] {
  return entries.map((entry) => entry.shown);
}

test('files come in the order of code points, folder by folder', async () => {
  const folder = await temporaryFolder();
  const names = ['a-b', 'a/b', 'a/B', 'a/\u{ff5e}', 'a/\u{1f408}', 'Z', 'a/c/d'];
  await writeFiles(folder, Object.fromEntries(names.map((name) => [name, ''])));
  const { files, folders } = await walk(folder);
  expect(shown(files)).toEqual(['Z', 'a/B', 'a/b', 'a/c/d', 'a/\u{ff5e}', 'a/\u{1f408}', 'a-b']);
  expect(shown(folders)).toEqual(['a']);
});

test('W1, W2: each folder is entered once, and as itself rather than through a link', async () => {
  const folder = await temporaryFolder();
  const elsewhere = await temporaryFolder();
  await writeFiles(folder, { 'z/1': '', 'a/1': '' });
  await writeFiles(elsewhere, { 2: '' });
  await symlink('..', join(folder, 'a', 'loop'));
  await symlink('../z', join(folder, 'a', 'z'));
  await symlink('.', join(folder, 'self'));
  await symlink(elsewhere, join(folder, 'b'));
  await symlink(join(folder, 'a'), join(elsewhere, 'back'));
  const { files, folders, unfollowed } = await walk(folder);
  expect(shown(files)).toEqual(['a/1', 'b/2', 'z/1']);
  expect(shown(folders)).toEqual(['a', 'b', 'z']);
  expect(unfollowed.map(({ entry, why }) => `${entry.shown} ${why}`)).toEqual([
    'a/loop loop',
    'a/z loop',
    'b/back loop',
    'self loop',
  ]);
});

test('links that lead nowhere and what is hidden are named, links to files are files', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'a/1': '', 'a/.DS_Store': '', '__MACOSX/a/1': '', 'Thumbs.db': '' });
  await symlink('1', join(folder, 'a', '2'));
  await symlink('nothing', join(folder, 'a', '3'));
  await symlink('4', join(folder, 'a', '4'));
  const { files, unfollowed } = await walk(folder);
  expect(shown(files)).toEqual(['a/1', 'a/2']);
  expect(unfollowed.map(({ entry, why }) => `${entry.shown} ${why}`)).toEqual([
    'Thumbs.db hidden',
    '__MACOSX hidden',
    'a/.DS_Store hidden',
    'a/3 dangling',
    'a/4 dangling',
  ]);
});

test.skipIf(process.platform === 'win32')('W3: a FIFO holds nothing up', async () => {
  const folder = await temporaryFolder();
  execFileSync('mkfifo', [join(folder, 'pipe.png')]);
  await symlink('pipe.png', join(folder, 'to-pipe.png'));
  const { files, unfollowed } = await walk(folder);
  expect(files).toEqual([]);
  expect(unfollowed.map(({ why }) => why)).toEqual(['special', 'special']);
});
