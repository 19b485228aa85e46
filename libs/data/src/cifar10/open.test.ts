import {
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Dataset } from '../dataset.ts';
import { DatasetError } from '../dataset-error.ts';
import { writeDatasetFile } from '../cached-dataset.ts';
import { datasetFilePath } from '../dataset-paths.ts';
import type { OpenOptions } from '../dataset-source.ts';
import { fingerprint } from '../fingerprint.ts';
import { startFileServer, unreachableUrl } from '../testing/file-server.ts';
import { makeSmallCifar10, type SmallCifar10 } from '../testing/small-cifar10.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openCifar10 } from './open.ts';
import { ARCHIVE_NAME, type Cifar10Release } from './release.ts';

let small: SmallCifar10;
let release: Cifar10Release;
let home: string;

beforeEach(async () => {
  small = await makeSmallCifar10();
  release = small.release;
  home = await temporaryFolder();
});

function open(options: Partial<OpenOptions> = {}): Promise<Dataset> {
  return openCifar10(release, { home, ...options });
}

function expectRight(dataset: Dataset): void {
  expect(fingerprint(dataset)).toBe(release.sha256);
  expect(dataset).toMatchObject({ name: 'cifar10', synthetic: false, sha256: release.sha256 });
}

/** The error of opening; fails the test when there is none. */
async function failure(options: Partial<OpenOptions> = {}): Promise<DatasetError> {
  const reason: unknown = await open(options).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(reason).toBeInstanceOf(DatasetError);
  expect((reason as DatasetError).message).not.toContain('\n');
  return reason as DatasetError;
}

describe('the user’s folder', () => {
  test('with the files is read, each image turned to [height, width, channels]', async () => {
    const dataset = await open({ dataDir: small.folder });
    expectRight(dataset);
    expect(dataset.train.labels).toHaveLength(5);
    expect(dataset.test.labels).toHaveLength(4);
    // Sample 3, the first of the second file; row 2, column 5: its red, green and blue byte.
    const record = small.records.subarray(3 * 3073);
    const pixel = 2 * 32 + 5;
    expect(dataset.train.labels[3]).toBe(record[0]);
    expect(Array.from(dataset.train.values.subarray(3 * 3072 + 3 * pixel).subarray(0, 3))).toEqual(
      [0, 1, 2].map((channel) => record[1 + channel * 1024 + pixel]),
    );
  });

  test('may hold the archive’s folder', async () => {
    expectRight(await open({ dataDir: join(small.folder, '..') }));
  });

  test('may hold the archive', async () => {
    await rm(small.folder, { recursive: true });
    expectRight(await open({ dataDir: join(small.folder, '..') }));
  });

  test('may be the archive, under any name', async () => {
    const archive = join(home, 'cifar.tgz');
    await rename(small.archive, archive);
    expectRight(await open({ dataDir: archive }));
  });

  test('that does not exist is missing, even when the cache has the dataset', async () => {
    await mkdir(join(home, 'datasets'));
    await copyFile(small.archive, join(home, 'datasets', ARCHIVE_NAME));
    const dataDir = join(home, 'nowhere');
    const error = await failure({ dataDir });
    expect(error.code).toBe('missing');
    expect(error.message).toContain(`there is no ${dataDir}; --data-dir`);
  });

  test('with something else is missing, and what is wanted is said', async () => {
    const error = await failure({ dataDir: home });
    expect(error.code).toBe('missing');
    expect(error.message).toContain(`${home} holds no CIFAR-10; --data-dir`);
    expect(error.message).toContain('data_batch_1.bin');
  });

  test('without one of the files is missing that file, by name', async () => {
    const path = join(small.folder, 'data_batch_2.bin');
    await rm(path);
    const error = await failure({ dataDir: small.folder });
    expect(error.code).toBe('missing');
    expect(error.message).toContain(`${path} is missing; download ${release.archive.url}`);
  });

  test('with a truncated file is corrupt, with the file’s name and sizes', async () => {
    const path = join(small.folder, 'data_batch_2.bin');
    await truncate(path, 5000);
    const error = await failure({ dataDir: small.folder });
    expect(error.code).toBe('corrupt');
    expect(error.message).toContain(`${path} has 5000 bytes instead of 6146; download`);
  });

  test('with a file that has one other bit is corrupt, with the file’s name', async () => {
    const path = join(small.folder, 'test_batch.bin');
    const bytes = await readFile(path);
    bytes[7000]! ^= 1;
    await writeFile(path, bytes);
    const error = await failure({ dataDir: small.folder });
    expect(error.code).toBe('corrupt');
    expect(error.message).toContain(`${path} was altered: it has SHA-256 `);
  });

  test('with an archive that was cut off is corrupt, with both checksums', async () => {
    await truncate(small.archive, 10_000);
    const error = await failure({ dataDir: small.archive });
    expect(error.code).toBe('corrupt');
    expect(error.message).toContain(`${small.archive} is not the official archive`);
    expect(error.message).toContain(`instead of ${release.archive.md5}; delete it`);
  });
});

describe('without a folder', () => {
  test('the archive is downloaded into the cache once', async () => {
    const server = await serveArchive();
    const sizes: number[] = [];
    expectRight(await open({ onProgress: ({ totalBytes }) => sizes.push(totalBytes) }));
    expectRight(await open());
    expect(server.ranges).toHaveLength(1);
    expect(sizes).toContain(release.archive.sizeBytes);
    expect(await readdir(join(home, 'datasets'))).toEqual([ARCHIVE_NAME]);
  });

  test('a dataset file in the cache is used, and nothing downloaded', async () => {
    const path = datasetFilePath(home, release.sha256);
    await writeDatasetFile(await open({ dataDir: small.folder }), path);
    expectRight(await open());
  });

  test('what is damaged in the cache is replaced: the dataset file, and the archive', async () => {
    const server = await serveArchive();
    await mkdir(join(home, 'datasets'));
    await writeFile(datasetFilePath(home, release.sha256), 'damaged');
    await writeFile(join(home, 'datasets', ARCHIVE_NAME), 'damaged');
    expectRight(await open());
    expect(server.ranges).toHaveLength(1);
    expect(await readdir(join(home, 'datasets'))).toEqual([ARCHIVE_NAME]);
  });

  test('a download with a wrong checksum leaves the cache empty', async () => {
    const bytes = await readFile(small.archive);
    bytes[100]! ^= 1;
    await serveArchive(bytes);
    const error = await failure();
    expect(error.code).toBe('corrupt');
    expect(await readdir(join(home, 'datasets'))).toEqual([]);
  });

  test('and without a network the error says what to do, and nothing damaged stays', async () => {
    release = { ...release, archive: { ...release.archive, url: await unreachableUrl() } };
    await mkdir(join(home, 'datasets'));
    await writeFile(join(home, 'datasets', ARCHIVE_NAME), 'damaged');
    const error = await failure();
    expect(error.code).toBe('unavailable');
    expect(error.message).toContain('CIFAR-10 is not on this machine');
    expect(error.message).toContain('name its folder with --data-dir');
    expect(await readdir(join(home, 'datasets'))).not.toContain(ARCHIVE_NAME);
  });

  test('openers at the same time all get it', async () => {
    await serveArchive();
    for (const dataset of await Promise.all([open(), open(), open()])) expectRight(dataset);
    expect(await readdir(join(home, 'datasets'))).toEqual([ARCHIVE_NAME]);
  });

  async function serveArchive(bytes?: Buffer) {
    const server = await startFileServer(bytes ?? (await readFile(small.archive)));
    release = { ...release, archive: { ...release.archive, url: server.url } };
    return server;
  }
});
