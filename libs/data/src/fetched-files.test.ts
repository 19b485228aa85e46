import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { datasetFilePath, weightsFilePath } from './dataset-paths.ts';
import { FetchedFiles } from './fetched-files.ts';
import { FileUse } from './file-use.ts';
import { PartialFile } from './partial-file.ts';

const MOST = 2500;

let home: string;
let cache: FetchedFiles;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chorus-cache-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  cache = new FetchedFiles(home, MOST);
});

const dataset = (name: string) => datasetFilePath(home, name);

function write(path: string, bytes: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.alloc(bytes));
}

/** Fetches a file of a thousand bytes, as if so many seconds ago. */
async function fetch(path: string, secondsAgo = 0, bytes = 1000): Promise<void> {
  await cache.fetch(path, bytes, `dataset ${path}`, async () => write(path, bytes));
  const then = new Date(Date.now() - 1000 * secondsAgo);
  utimesSync(`${path}.fetched`, then, then);
}

function here(...names: string[]): string[] {
  return names.filter((name) => existsSync(dataset(name)));
}

test('CACHE-3: what was used longest ago goes first', async () => {
  await fetch(dataset('a'), 30);
  await fetch(dataset('b'), 20);
  {
    await using use = new FileUse();
    await cache.use(dataset('a'), use);
  }
  await fetch(dataset('c'));
  expect(here('a', 'b', 'c')).toEqual(['a', 'c']);
  await fetch(weightsFilePath(home, 'd'));
  expect(here('a', 'b', 'c')).toEqual(['c']);
  expect(readdirSync(join(home, 'datasets'))).toEqual(['c.dataset', 'c.dataset.fetched']);
});

test('CACHE-2: what an attempt uses stays, and then there is no room', async () => {
  await using use = new FileUse();
  await fetch(dataset('a'), 30);
  await cache.use(dataset('a'), use);
  await fetch(dataset('b'), 20);
  await fetch(dataset('c'), 10);
  expect(here('a', 'b', 'c')).toEqual(['a', 'c']);
  await cache.use(dataset('c'), use);
  let asked = false;
  const fetching = cache.fetch(dataset('d'), 1000, 'dataset d', async () => void (asked = true));
  await expect(fetching).rejects.toMatchObject({
    code: 'storage',
    message:
      'dataset d needs 1.0 KB, and of --cache-size 2.5 KB the files in use, or on their way, have 2.0 KB: allow more',
  });
  expect(asked).toBe(false);
  await use[Symbol.asyncDispose]();
  await fetch(dataset('d'));
  expect(here('a', 'c', 'd')).toHaveLength(2);
});

test('CACHE-1: what somebody made here stays, also in the place of what was fetched', async () => {
  write(dataset('own'), 5000);
  await fetch(dataset('a'), 30);
  const made = await PartialFile.create(dataset('a'));
  await made.complete();
  for (const name of ['b', 'c', 'd']) await fetch(dataset(name), 20);
  expect(here('own', 'a', 'b', 'c', 'd')).toEqual(['own', 'a', 'c', 'd']);
});

test('two fetches at once do not take the same room', async () => {
  const first = Promise.withResolvers<void>();
  const fetching = cache.fetch(dataset('a'), 2000, 'dataset a', async () => {
    await first.promise;
    write(dataset('a'), 2000);
  });
  await expect(fetch(dataset('b'))).rejects.toThrow('on their way, have 2.0 KB');
  first.resolve();
  await fetching;
});

test('a fetch that fails takes no room', async () => {
  const failing = cache.fetch(dataset('a'), 2500, 'dataset a', () =>
    Promise.reject(new Error('cut')),
  );
  await expect(failing).rejects.toThrow('cut');
  await fetch(dataset('b'));
  expect(here('a', 'b')).toEqual(['b']);
});

test('without a bound everything stays', async () => {
  cache = new FetchedFiles(home);
  for (const name of ['a', 'b', 'c', 'd']) await fetch(dataset(name), 0, 10_000);
  expect(here('a', 'b', 'c', 'd')).toHaveLength(4);
});

test('CACHE-2: what another process uses stays until that process is gone, however it ends', async () => {
  await fetch(dataset('a'), 30);
  const source = `
    import { FileUse } from ${JSON.stringify(import.meta.resolve('./file-use.ts'))};
    await new FileUse().add(${JSON.stringify(dataset('a'))});
    console.log('uses it');
    setInterval(() => {}, 1000);`;
  const args = ['--input-type=module', '--eval', source];
  const other = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void other.kill('SIGKILL'));
  await once(other.stdout, 'data');
  await fetch(dataset('b'), 20);
  await fetch(dataset('c'), 10);
  expect(here('a', 'b', 'c')).toEqual(['a', 'c']);
  other.kill('SIGKILL');
  await once(other, 'close');
  await fetch(dataset('d'));
  expect(here('a', 'c', 'd')).toEqual(['c', 'd']);
  expect(readdirSync(join(home, 'datasets')).filter((name) => name.endsWith('.used'))).toEqual([]);
});

test('a mark of another host that nobody has touched for long is no use', async () => {
  await fetch(dataset('a'), 30);
  const mark = `${dataset('a')}.elsewhere-12-0.used`;
  write(mark, 0);
  await fetch(dataset('b'), 20);
  await fetch(dataset('c'), 10);
  expect(here('a', 'b', 'c')).toEqual(['a', 'c']);
  const longAgo = new Date(Date.now() - 11 * 60_000);
  utimesSync(mark, longAgo, longAgo);
  await fetch(dataset('d'));
  expect(here('a', 'c', 'd')).toEqual(['c', 'd']);
});
