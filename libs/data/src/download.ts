/**
 * Downloads one file of known size and checksum.
 *
 * - It is moved to its path only when it is whole and its checksum is right.
 * - Cut off, stalled, or put off by a server that is busy, it is taken up again where it ended (HTTP
 *   Range, RFC 9110 section 14): within the call and, from the `.partial` file that is left, by a
 *   later one. It is given up after too many tries that brought nothing new.
 * - Downloads at the same time do not meet: each writes a partial file of its own.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatasetError, onDisk } from './dataset-error.ts';
import { PartialFile } from './partial-file.ts';
import { Busy, networkReason, NoAnswer, requestFrom, type RemoteFile } from './range-request.ts';

/** How far a download is, what an earlier one left included. */
export interface DownloadProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/** How to download. */
export interface DownloadOptions {
  /** Called after every piece, some thousand times for a large file. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Called before the download waits to be taken up again: why, in words, and how long it waits. */
  readonly onRetry?: ((reason: string, waitMs: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The time without a byte after which a connection is given up. Default 30 seconds. */
  readonly stallTimeoutMs?: number | undefined;
  /** How often in a row it is taken up again without getting any further. Default 5 times. */
  readonly retries?: number | undefined;
  /** The wait before the first retry; it doubles with each try that got no further. Default 500. */
  readonly retryDelayMs?: number | undefined;
}

const DEFAULT_STALL_TIMEOUT_MS = 30_000;
const DEFAULT_RETRIES = 5;
const DEFAULT_RETRY_DELAY_MS = 500;
/** No wait is longer; a server that asks for more is given up. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Downloads the file to `path`.
 *
 * @throws DatasetError `unavailable` when the server cannot be reached, answers with an error, or cuts
 *   off, stalls or is busy too often; `corrupt` when what it sent is another file; `storage` when the
 *   disk refuses; `cancelled` when the signal was aborted
 */
export async function download(
  remote: RemoteFile,
  path: string,
  options: DownloadOptions = {},
): Promise<void> {
  const partial = await onDisk('write', path, () => PartialFile.adopt(path));
  try {
    await receive(remote, partial, options);
    await checkMd5(remote, partial.ownPath);
    await onDisk('write', path, () => partial.complete());
  } catch (reason) {
    const useless = reason instanceof DatasetError && reason.code === 'corrupt';
    await (useless ? partial.remove() : partial.leave());
    if (!options.signal?.aborted) throw reason;
    throw new DatasetError('cancelled', `the download of ${remote.url} was cancelled`);
  }
}

/** Connects again and again until the partial file has its size. */
async function receive(
  remote: RemoteFile,
  partial: PartialFile,
  options: DownloadOptions,
): Promise<void> {
  const { retries = DEFAULT_RETRIES, retryDelayMs = DEFAULT_RETRY_DELAY_MS, signal } = options;
  if ((await partial.size()) > remote.sizeBytes) await partial.clear();
  let failures = 0;
  let answered = false;
  let furthest = await partial.size();
  while ((await partial.size()) !== remote.sizeBytes) {
    try {
      await receiveOnce(remote, partial, options);
    } catch (reason) {
      if (reason instanceof DatasetError || signal?.aborted) throw reason;
      const size = await partial.size();
      answered ||= !(reason instanceof NoAnswer);
      // A server without ranges begins at the start again: only what is new is progress.
      if (size > furthest) failures = 0;
      furthest = Math.max(furthest, size);
      const waitMs = waitBefore(reason, retryDelayMs * 2 ** failures);
      if (!answered || failures === retries || waitMs > LONGEST_WAIT_MS) {
        throw gaveUp(remote, size, reason);
      }
      failures++;
      options.onRetry?.(networkReason(reason), waitMs);
      await sleep(waitMs, undefined, { signal });
    }
  }
}

/** What the server asks for, or the wait of Chorus's own. */
function waitBefore(reason: unknown, ownMs: number): number {
  return (reason instanceof Busy && reason.retryAfterMs) || Math.min(ownMs, LONGEST_WAIT_MS);
}

/** One connection: writes what it brings; any error but a DatasetError means that it broke. */
async function receiveOnce(
  remote: RemoteFile,
  partial: PartialFile,
  options: DownloadOptions,
): Promise<void> {
  const { stallTimeoutMs = DEFAULT_STALL_TIMEOUT_MS, signal, onProgress } = options;
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), stallTimeoutMs);
  try {
    const offered = await requestFrom(
      remote,
      await partial.size(),
      AbortSignal.any(signal ? [signal, stalled.signal] : [stalled.signal]),
    );
    let position = offered.position;
    if (position === 0) await partial.clear();
    for await (const chunk of offered.body) {
      timer.refresh();
      if (position + chunk.length > remote.sizeBytes) throw tooLong(remote);
      await onDisk('write', partial.ownPath, () => partial.write(chunk, position));
      position += chunk.length;
      onProgress?.({ receivedBytes: position, totalBytes: remote.sizeBytes });
    }
    if (position < remote.sizeBytes) throw new Error('the connection was closed early');
  } catch (reason) {
    throw stalled.signal.aborted ? noProgress(stallTimeoutMs) : reason;
  } finally {
    clearTimeout(timer);
  }
}

async function checkMd5({ url, md5 }: RemoteFile, path: string): Promise<void> {
  const found = await fileMd5(path);
  if (found === md5) return;
  throw new DatasetError(
    'corrupt',
    `what ${url} sent has MD5 ${found} instead of ${md5}; it was deleted: run again`,
  );
}

/** MD5 of a file, hexadecimal. */
export async function fileMd5(path: string): Promise<string> {
  const hash = createHash('md5');
  await onDisk('read', path, () =>
    pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash),
  );
  return hash.digest('hex');
}

function gaveUp(remote: RemoteFile, receivedBytes: number, reason: unknown): DatasetError {
  const kept = receivedBytes ? ` (${receivedBytes} of ${remote.sizeBytes} bytes are kept)` : '';
  const message = `cannot download ${remote.url}: ${networkReason(reason)}${kept}`;
  return new DatasetError('unavailable', message, { cause: reason });
}

function noProgress(stallTimeoutMs: number): Error {
  return new Error(`nothing was sent for ${stallTimeoutMs / 1000} seconds`);
}

function tooLong({ url, sizeBytes }: RemoteFile): DatasetError {
  return new DatasetError('corrupt', `${url} sent more than the file's ${sizeBytes} bytes`);
}
