/**
 * Downloads one file of known size and checksum.
 *
 * - It is moved to its path only when it is whole and its checksum is right.
 * - Cut off, it is taken up again where it ended (HTTP Range, RFC 9110 section 14): within the call
 *   and, from the `.partial` file that is left, by a later one.
 * - Downloads at the same time do not meet: each writes a partial file of its own.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatasetError, onDisk } from './dataset-error.ts';
import { PartialFile } from './partial-file.ts';

/** Of the whole file, what an earlier download left included. */
export interface DownloadProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/** A file on the web, known in advance. */
export interface RemoteFile {
  readonly url: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly md5: string;
}

/** How to download. */
export interface DownloadOptions {
  /** Called after every piece, some thousand times for a large file. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Without a byte for so long the download fails. Default 30 seconds. */
  readonly stallTimeoutMs?: number | undefined;
  /** How often a download that was cut off is taken up again. Default 5 times. */
  readonly retries?: number | undefined;
}

const DEFAULT_STALL_TIMEOUT_MS = 30_000;
const DEFAULT_RETRIES = 5;
/** Before the first retry; each later one waits so much longer. */
const RETRY_DELAY_MS = 500;

/** The server was not reached: when that was so from the first, trying again is no use. */
class NoAnswer extends Error {}

/**
 * Downloads the file to `path`.
 *
 * @throws DatasetError `unavailable` when the server cannot be reached, answers with an error, cuts
 *   off too often or stalls; `corrupt` when what it sent is another file; `storage` when the disk
 *   refuses; `cancelled` when the signal was aborted
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
  } catch (reason) {
    const useless = reason instanceof DatasetError && reason.code === 'corrupt';
    await (useless ? partial.remove() : partial.leave());
    if (!options.signal?.aborted) throw reason;
    throw new DatasetError('cancelled', `the download of ${remote.url} was cancelled`);
  }
  await onDisk('write', path, () => partial.complete());
}

/** Connects again and again until the partial file has its size. */
async function receive(
  remote: RemoteFile,
  partial: PartialFile,
  options: DownloadOptions,
): Promise<void> {
  const { retries = DEFAULT_RETRIES } = options;
  if ((await partial.size()) > remote.sizeBytes) await partial.clear();
  let failures = 0;
  while ((await partial.size()) !== remote.sizeBytes) {
    try {
      await receiveOnce(remote, partial, options);
    } catch (reason) {
      if (reason instanceof DatasetError || options.signal?.aborted) throw reason;
      const neverWorked = failures === 0 && reason instanceof NoAnswer;
      if (neverWorked || failures === retries) {
        throw gaveUp(remote, await partial.size(), reason);
      }
      failures++;
      await sleep(RETRY_DELAY_MS * failures, undefined, { signal: options.signal });
    }
  }
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
    const offered = await request(
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
    throw stalled.signal.aborted ? noProgress(remote, stallTimeoutMs) : reason;
  } finally {
    clearTimeout(timer);
  }
}

/** Asks for the file from `position` on; the answer may begin at 0 instead. */
async function request(
  remote: RemoteFile,
  position: number,
  signal: AbortSignal,
): Promise<{ position: number; body: AsyncIterable<Uint8Array> }> {
  const response = await fetch(remote.url, {
    // Compressed in transit, the bytes would not be the file's.
    headers: { 'accept-encoding': 'identity', ...(position && { range: `bytes=${position}-` }) },
    signal,
  }).catch((reason: unknown) => {
    throw new NoAnswer(networkReason(reason));
  });
  const { body, headers, status } = response;
  if (!body || (status !== 200 && status !== 206)) {
    await body?.cancel();
    throw new DatasetError('unavailable', `${remote.url} answered with HTTP status ${status}`);
  }
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '');
  const start = status === 206 ? Number(range?.[1]) : 0;
  const total = status === 206 ? range?.[2] : headers.get('content-length');
  const wrongSize = total !== null && Number(total) !== remote.sizeBytes;
  if (wrongSize || (start !== 0 && start !== position)) {
    await body.cancel();
    throw new DatasetError(
      'unavailable',
      `${remote.url} offers another file (${total} bytes instead of ${remote.sizeBytes}); ` +
        'is there a proxy or a log-in page in between?',
    );
  }
  return { position: start, body };
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

function noProgress({ url }: RemoteFile, stallTimeoutMs: number): DatasetError {
  const seconds = stallTimeoutMs / 1000;
  return new DatasetError('unavailable', `${url} sent nothing for ${seconds} seconds`);
}

function tooLong({ url, sizeBytes }: RemoteFile): DatasetError {
  return new DatasetError('corrupt', `${url} sent more than the file's ${sizeBytes} bytes`);
}

/** `fetch` hides what happened in the cause. */
function networkReason(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  const { cause } = reason;
  if (!(cause instanceof Error)) return reason.message;
  return cause.message || String((cause as NodeJS.ErrnoException).code);
}
