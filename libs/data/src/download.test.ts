import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { DatasetError } from './dataset-error.ts';
import { download, type DownloadOptions } from './download.ts';
import { SeededRandom } from './random.ts';
import type { RemoteFile } from './range-request.ts';
import { type FileServer, startFileServer, unreachableUrl } from './testing/file-server.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const random = SeededRandom.from(1);
const content = Buffer.from(Array.from({ length: 300_000 }, () => random.below(256)));
const md5 = createHash('md5').update(content).digest('hex');

let folder: string;
let path: string;
let server: FileServer;
let remote: RemoteFile;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder, 'file');
  server = await startFileServer(content);
  remote = { url: server.url, sizeBytes: content.length, md5 };
});

/** The download's error; fails the test when there is none. */
async function failure(options: DownloadOptions, from = remote): Promise<DatasetError> {
  const reason = await download(from, path, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(reason).toBeInstanceOf(DatasetError);
  return reason as DatasetError;
}

/** Has the server stop after so many bytes, and the connection cut when they have arrived. */
function cutAfter(bytes: number): DownloadOptions {
  server.behaviours.push({ stallAfter: bytes });
  return { onProgress: ({ receivedBytes }) => receivedBytes === bytes && server.cut() };
}

/** Has the connection cut whenever so many bytes more have arrived. */
function cutEvery(bytes: number): NonNullable<DownloadOptions['onProgress']> {
  return ({ receivedBytes }) => receivedBytes % bytes === 0 && server.cut();
}

async function expectWhole(): Promise<void> {
  expect((await readFile(path)).equals(content)).toBe(true);
  expect(await readdir(folder)).toEqual(['file']);
}

test('a download lands whole at its path, and its progress ends at its size', async () => {
  const received: number[] = [];
  await download(remote, path, {
    onProgress: ({ receivedBytes, totalBytes }) => {
      expect(totalBytes).toBe(content.length);
      received.push(receivedBytes);
    },
  });
  await expectWhole();
  expect(received).toEqual(received.toSorted((one, other) => one - other));
  expect(received.at(-1)).toBe(content.length);
});

describe('a download that is cut off', () => {
  test('is taken up where it ended', async () => {
    await download(remote, path, cutAfter(100_000));
    await expectWhole();
    expect(server.ranges).toEqual([undefined, 'bytes=100000-']);
  });

  test('too often keeps what it has, which a later one continues', async () => {
    const error = await failure({ ...cutAfter(100_000), retries: 0 });
    expect(error.code).toBe('unavailable');
    expect(error.message).toContain('100000 of 300000 bytes are kept');
    expect(await readdir(folder)).toEqual(['file.partial']);
    expect((await stat(`${path}.partial`)).size).toBe(100_000);

    const progress: number[] = [];
    await download(remote, path, { onProgress: (now) => progress.push(now.receivedBytes) });
    await expectWhole();
    expect(server.ranges.at(-1)).toBe('bytes=100000-');
    expect(progress[0]).toBeGreaterThan(100_000);
  });

  test('starts again when the server knows no ranges', async () => {
    const options = cutAfter(100_000);
    server.behaviours.push({ ignoreRange: true });
    await download(remote, path, options);
    await expectWhole();
  });

  test('counts anew when the server knows no ranges, and it is cut off again', async () => {
    await writeFile(`${path}.partial`, content.subarray(0, 200_000));
    server.behaviours.push({ ignoreRange: true, stallAfter: 100_000 });
    const error = await failure({ stallTimeoutMs: 200, retries: 0 });
    expect(error.code).toBe('unavailable');
    expect((await stat(`${path}.partial`)).size).toBe(100_000);
  });

  test('is started afresh when more lies there than the file has', async () => {
    await writeFile(`${path}.partial`, Buffer.alloc(content.length + 1));
    await download(remote, path);
    await expectWhole();
    expect(server.ranges).toEqual([undefined]);
  });

  test('by a kill is continued from the dead process’s file', async () => {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    await writeFile(`${path}.${hostname()}-${dead}-0.partial`, content.subarray(0, 50_000));
    await download(remote, path);
    await expectWhole();
    expect(server.ranges).toEqual(['bytes=50000-']);
  });

  test('ends as cancelled when the caller says so, and keeps what it has', async () => {
    server.behaviours.push({ stallAfter: 100_000 });
    const controller = new AbortController();
    const error = await failure({
      signal: controller.signal,
      onProgress: ({ receivedBytes }) => receivedBytes === 100_000 && controller.abort(),
    });
    expect(error.code).toBe('cancelled');
    expect(await readdir(folder)).toEqual(['file.partial']);
  });

  test('ends as cancelled also while it waits to be taken up again', async () => {
    server.behaviours.push({ status: 503 });
    const controller = new AbortController();
    // In the wait itself, which has only begun when this was called.
    const onRetry = () => setImmediate(() => controller.abort());
    const { signal } = controller;
    const error = await failure({ signal, onRetry, retryDelayMs: 600_000 });
    expect(error.code).toBe('cancelled');
    expect(server.ranges).toHaveLength(1);
  });
});

describe('a server', () => {
  test('that cannot be reached is named, at once', async () => {
    const url = await unreachableUrl();
    const onRetry = vi.fn();
    const error = await failure({ onRetry }, { ...remote, url });
    expect(error.code).toBe('unavailable');
    expect(error.message).toContain(`cannot download ${url}: connect ECONNREFUSED`);
    expect(onRetry).not.toHaveBeenCalled();
  });

  test('that has answered once is asked again also where it cannot be reached', async () => {
    const options = cutAfter(100_000);
    server.behaviours.push({ hangUp: true });
    await download(remote, path, { ...options, retryDelayMs: 1 });
    await expectWhole();
    expect(server.ranges).toHaveLength(3);
  });

  test('that ends too early, as if that were all, is asked for the rest', async () => {
    server.behaviours.push({ chunked: true, endAfter: 100_000 });
    const reasons: string[] = [];
    const onRetry = (reason: string) => reasons.push(reason);
    await download(remote, path, { onRetry, retryDelayMs: 1 });
    await expectWhole();
    expect(reasons).toEqual(['the connection was closed early']);
  });

  test('that refuses is named with its status, at once', async () => {
    server.behaviours.push({ status: 404 });
    const error = await failure({});
    expect(error.code).toBe('unavailable');
    expect(error.message).toBe(`${server.url} answered with HTTP status 404`);
    expect(server.ranges).toHaveLength(1);
  });

  test.for([408, 425, 429, 500, 502, 503, 504])(
    'that is busy (%d) is asked again',
    async (status) => {
      server.behaviours.push({ status }, { status });
      await download(remote, path, { retryDelayMs: 1 });
      await expectWhole();
      expect(server.ranges).toHaveLength(3);
    },
  );

  test('that stays busy is given up with its status', async () => {
    server.behaviours.push({ status: 503 }, { status: 503 }, { status: 503 });
    const waits: number[] = [];
    const onRetry = (_: string, waitMs: number) => waits.push(waitMs);
    const error = await failure({ retries: 2, retryDelayMs: 1, onRetry });
    expect(waits).toEqual([1, 2]);
    expect(error.code).toBe('unavailable');
    expect(error.message).toBe(`cannot download ${server.url}: it answered with HTTP status 503`);
  });

  test('that says when to come back is asked then', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    server.behaviours.push(
      { status: 429, headers: { 'retry-after': '1' } },
      { status: 429, headers: { 'retry-after': date } },
    );
    const waits: number[] = [];
    const error = await failure({
      retryDelayMs: 1,
      onRetry: (_, waitMs) => waits.push(waitMs),
    });
    expect(waits).toEqual([1000]);
    // An hour is longer than anybody wants to look at a command that does nothing.
    expect(error.message).toMatch(/: it answered with HTTP status 429, come back in 3\d{3} s$/);
  });

  test('that falls silent is asked for the rest', async () => {
    server.behaviours.push({ stallAfter: 100_000 });
    await download(remote, path, { stallTimeoutMs: 200, retryDelayMs: 1 });
    await expectWhole();
    expect(server.ranges).toEqual([undefined, 'bytes=100000-']);
  });

  test('that is slow, but never silent, is listened to', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    // As much as arrives in many pieces.
    const large = Buffer.alloc(2 * 1024 * 1024);
    const slow = await startFileServer(large);
    const md5 = createHash('md5').update(large).digest('hex');
    const pieces: number[] = [];
    await download({ url: slow.url, sizeBytes: large.length, md5 }, path, {
      stallTimeoutMs: 200,
      onProgress: ({ receivedBytes }) => {
        pieces.push(receivedBytes);
        vi.advanceTimersByTime(150);
      },
    });
    expect(pieces.length).toBeGreaterThan(2);
    expect(slow.ranges).toEqual([undefined]);
  });

  test('that stays silent is given up, and what it sent is kept', async () => {
    server.behaviours.push({ stallAfter: 100_000 }, { stallAfter: 0 });
    const error = await failure({ stallTimeoutMs: 200, retries: 1, retryDelayMs: 1 });
    expect(error.code).toBe('unavailable');
    expect(error.message).toBe(
      `cannot download ${server.url}: nothing was sent for 0.2 seconds ` +
        '(100000 of 300000 bytes are kept)',
    );
    expect(await readdir(folder)).toEqual(['file.partial']);
  });

  test('that breaks off again and again is asked on as long as each time brings something', async () => {
    const pieces = Array.from({ length: 9 }, () => ({ stallAfter: 30_000 }));
    server.behaviours.push(...pieces);
    await download(remote, path, { retries: 1, retryDelayMs: 1, onProgress: cutEvery(30_000) });
    await expectWhole();
    expect(server.ranges).toHaveLength(10);
  });

  test('that knows no ranges and never gets further is given up', async () => {
    for (const stallAfter of [30_000, 10_000, 20_000, 30_000, 20_000]) {
      server.behaviours.push({ ignoreRange: true, stallAfter });
    }
    const error = await failure({ retries: 2, retryDelayMs: 1, onProgress: cutEvery(10_000) });
    expect(error.code).toBe('unavailable');
    // After the first, two that brought nothing new.
    expect(server.ranges).toHaveLength(3);
  });

  test('that does not say how large the file is may send the rest of it', async () => {
    await writeFile(`${path}.partial`, content.subarray(0, 100_000));
    const range = `bytes 100000-${content.length - 1}/*`;
    server.behaviours.push({ headers: { 'content-range': range } });
    await download(remote, path);
    await expectWhole();
  });

  test.for([
    ['bytes 5-9/*', /\(bytes 5-9\/\* where bytes 100000- were asked for\)/],
    ['', /\(a part without a name where bytes 100000- were asked for\)/],
    ['bytes 100000-100009/100010', /\(100010 bytes instead of 300000\)/],
  ] as const)('that sends the part %j is not listened to', async ([range, message]) => {
    await writeFile(`${path}.partial`, content.subarray(0, 100_000));
    server.behaviours.push({ headers: { 'content-range': range } });
    const error = await failure({});
    expect(error.code).toBe('unavailable');
    expect(error.message).toMatch(message);
    expect((await stat(`${path}.partial`)).size).toBe(100_000);
  });

  test('that has less than what is here already has another file', async () => {
    await writeFile(`${path}.partial`, content.subarray(0, 100_000));
    server.behaviours.push({ status: 416, headers: { 'content-range': 'bytes */5' } });
    expect((await failure({})).message).toContain('(5 bytes instead of 300000)');
  });

  test('that offers a file of another size is not listened to, and costs nothing', async () => {
    await writeFile(`${path}.partial`, content.subarray(0, 100_000));
    const login = await startFileServer(Buffer.from('please log in'));
    login.behaviours.push({ ignoreRange: true });
    const error = await failure({}, { ...remote, url: login.url });
    expect(error.code).toBe('unavailable');
    expect(error.message).toContain('(13 bytes instead of 300000)');
    expect((await stat(`${path}.partial`)).size).toBe(100_000);
  });

  test('that sends more than the file has is stopped', async () => {
    server.behaviours.push({ chunked: true });
    const error = await failure({}, { ...remote, sizeBytes: 1000 });
    expect(error.code).toBe('corrupt');
    expect(await readdir(folder)).toEqual([]);
  });

  test('that sends other bytes leaves nothing behind', async () => {
    const wrong = '0'.repeat(32);
    const error = await failure({}, { ...remote, md5: wrong });
    expect(error.code).toBe('corrupt');
    expect(error.message).toContain(`has MD5 ${md5} instead of ${wrong}`);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('downloads at the same time', () => {
  test('P2, P3: all end with the right file', async () => {
    const options = cutAfter(1000);
    await Promise.all([1, 2, 3, 4].map(() => download(remote, path, options)));
    await expectWhole();
  });

  test('P1: leave alone what a living process writes', async () => {
    const others = `${path}.${hostname()}-${process.ppid}-0.partial`;
    await writeFile(others, 'its own');
    await download(remote, path);
    expect(await readFile(others, 'utf8')).toBe('its own');
    expect(server.ranges).toEqual([undefined]);
  });
});

test('a folder that cannot be made is a storage error that names the path', async () => {
  await writeFile(join(folder, 'not-a-folder'), '');
  path = join(folder, 'not-a-folder', 'file');
  const error = await failure({});
  expect(error.code).toBe('storage');
  expect(error.message).toContain(`cannot write ${path}: `);
});

test('a download that cannot be moved to its place is kept for a later one', async () => {
  await mkdir(join(path, 'occupied'), { recursive: true });
  const error = await failure({});
  expect(error.code).toBe('storage');
  expect((await readdir(folder)).sort()).toEqual(['file', 'file.partial']);
});
