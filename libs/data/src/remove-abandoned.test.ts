import { execFileSync } from 'node:child_process';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeAbandoned } from './remove-abandoned.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const NOW_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;

test('what was left is deleted after a day, and all but the newest eight; files with a writer are not', async () => {
  const folder = await temporaryFolder();
  const ages = Array.from({ length: 10 }, (_, hours) => [`${hours}.dataset.partial`, hours]);
  const others = ['old.dataset', 'archive.tar'];
  for (const [name, hours] of [
    ...ages,
    ['old.dataset.partial', 25],
    ...others.map((other) => [other, 99]),
  ] as [string, number][]) {
    await writeFile(join(folder, name), 'some');
    const seconds = (NOW_MS - hours * HOUR_MS) / 1000;
    await utimes(join(folder, name), seconds, seconds);
  }
  await removeAbandoned(folder, { nowMs: NOW_MS });
  const newest = Array.from({ length: 8 }, (_, hours) => `${hours}.dataset.partial`);
  expect((await readdir(folder)).sort()).toEqual([...newest, ...others].sort());
});

test('a folder that is not there yet holds nothing', async () => {
  await removeAbandoned(join(await temporaryFolder(), 'datasets'));
});

test('what a process that has died was writing is deleted with the rest, what a living one writes is not', async () => {
  const folder = await temporaryFolder();
  const dead = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
  const left = `one.dataset.${hostname()}-${dead}-0.partial`;
  const written = [
    `two.dataset.${hostname()}-${process.pid}-0.partial`,
    'three.dataset.another-host-12-0.partial',
  ];
  for (const name of [left, ...written]) await writeFile(join(folder, name), 'some');
  await removeAbandoned(folder, { most: 0 });
  expect((await readdir(folder)).sort()).toEqual(written.toSorted());
  // Who writes does so more often than once a day: a process number may be another process by now.
  await removeAbandoned(folder, { nowMs: Date.now() + 25 * HOUR_MS });
  expect(await readdir(folder)).toEqual([]);
});
