/** Asks a web server for a file, or for the rest of one (HTTP Range, RFC 9110 section 14). */
import { DatasetError } from './dataset-error.ts';

/** A file on the web, known in advance. */
export interface RemoteFile {
  readonly url: string;
  readonly sizeBytes: number;
  /** The file's MD5, hexadecimal. */
  readonly md5: string;
}

/** What a server sends. */
export interface Offer {
  /** Where in the file the body begins. */
  readonly position: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The server was not reached: when that was so from the first, trying again is no use. */
export class NoAnswer extends Error {}

/** The server answers that it cannot serve just now. */
export class Busy extends Error {
  /** What its Retry-After asks for, in milliseconds; undefined: it does not say. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs: number | undefined) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Request Timeout, Too Early, Too Many Requests, and the errors of servers and gateways that pass. */
const PASSING_STATUSES = [408, 425, 429, 500, 502, 503, 504];

/**
 * Asks for the file from `position` on; the offer may begin at 0 instead.
 *
 * @param position in bytes, below the file's size
 * @throws NoAnswer or Busy, which may pass; DatasetError `unavailable` when the server refuses, or
 *   has another file
 */
export async function requestFrom(
  remote: RemoteFile,
  position: number,
  signal: AbortSignal,
): Promise<Offer> {
  const response = await fetch(remote.url, {
    // Compressed in transit, the bytes would not be the file's.
    headers: { 'accept-encoding': 'identity', ...(position && { range: `bytes=${position}-` }) },
    signal,
  }).catch((reason: unknown) => {
    throw new NoAnswer(networkReason(reason));
  });
  try {
    return acceptOffer(response, remote, position);
  } catch (reason) {
    await response.body?.cancel();
    throw reason;
  }
}

function acceptOffer(response: Response, remote: RemoteFile, position: number): Offer {
  const { status, headers, body } = response;
  if (PASSING_STATUSES.includes(status)) {
    const waitMs = retryAfterMs(headers.get('retry-after'));
    const wish = waitMs === undefined ? '' : `, come back in ${Math.ceil(waitMs / 1000)} s`;
    throw new Busy(`it answered with HTTP status ${status}${wish}`, waitMs);
  }
  // 416: the part that was asked for lies beyond the end of what the server has.
  if (status !== 416 && (!body || (status !== 200 && status !== 206))) {
    throw new DatasetError('unavailable', `${remote.url} answered with HTTP status ${status}`);
  }
  const { start, totalBytes } = status === 200 ? wholeFile(headers) : partOfFile(headers);
  if (totalBytes !== undefined && totalBytes !== remote.sizeBytes) {
    throw anotherFile(remote, `${totalBytes} bytes instead of ${remote.sizeBytes}`);
  }
  if (start === undefined || (start !== 0 && start !== position)) {
    const range = headers.get('content-range') || 'a part without a name';
    throw anotherFile(remote, `${range} where bytes ${position}- were asked for`);
  }
  return { position: start, body: body! };
}

/** Undefined is what the server does not say. */
interface Extent {
  readonly start: number | undefined;
  readonly totalBytes: number | undefined;
}

function wholeFile(headers: Headers): Extent {
  const length = headers.get('content-length');
  return { start: 0, totalBytes: length === null ? undefined : Number(length) };
}

// `bytes 100-299/300`; `bytes 100-299/*` when it does not know the size; `bytes */300` beyond the end.
function partOfFile(headers: Headers): Extent {
  const range = headers.get('content-range') ?? '';
  const { start, total } =
    /^bytes (?:(?<start>\d+)-\d+|\*)\/(?<total>\d+|\*)$/.exec(range)?.groups ?? {};
  return { start: numberOf(start), totalBytes: numberOf(total) };
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined || digits === '*' ? undefined : Number(digits);
}

/** Seconds, or a date, as RFC 9110 section 10.2.3 has them. */
function retryAfterMs(text: string | null): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function anotherFile({ url }: RemoteFile, found: string): DatasetError {
  return new DatasetError(
    'unavailable',
    `${url} offers another file (${found}); is there a proxy or a log-in page in between?`,
  );
}

/** Why a connection failed, in words: `fetch` hides what happened in the cause. */
export function networkReason(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  const { cause } = reason;
  if (!(cause instanceof Error)) return reason.message;
  return cause.message || String((cause as NodeJS.ErrnoException).code);
}
