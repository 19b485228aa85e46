import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { printable } from '../printable.ts';
import { quoted } from './quoted.ts';

const READ_BYTES = 1024 * 1024;
/** A line longer than this is no table's: the file is another kind of file. */
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;

/** How the bytes of a text file write its characters. */
export interface TextEncoding {
  readonly name: 'UTF-8' | 'UTF-16LE' | 'UTF-16BE';
  /** Bytes of the mark at the file's start; 0 when there is none. */
  readonly mark: number;
}

/** The encoding that the mark at a file's start says; UTF-8 without one. */
export function encodingOf(start: Uint8Array): TextEncoding {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) {
    return { name: 'UTF-8', mark: 3 };
  }
  if (start[0] === 0xff && start[1] === 0xfe) return { name: 'UTF-16LE', mark: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { name: 'UTF-16BE', mark: 2 };
  return { name: 'UTF-8', mark: 0 };
}

/** A text file, or what is left of it. */
export interface CsvText {
  readonly path: string;
  readonly encoding: TextEncoding;
  /** The byte that ends a line. */
  readonly newline: number;
  /** The first byte that is read, at the beginning of a line. */
  readonly start: number;
}

/**
 * The text of a file as UTF-8 without a mark, in blocks of whole lines.
 *
 * @throws DatasetError `corrupt` when the bytes are not of the encoding; `storage`; `cancelled`
 */
export async function* csvBlocks(text: CsvText, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const { path, newline } = text;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of utf8Chunks(text, signal)) {
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > 0) {
      yield checked(
        text,
        rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([rest, chunk.subarray(0, end)]),
      );
      rest = chunk.subarray(end);
    } else {
      rest = Buffer.concat([rest, chunk]);
    }
    if (rest.length > LONGEST_LINE_BYTES) {
      throw new DatasetError(
        'corrupt',
        `${printable(path)} has a line of more than 16 MiB; it is no CSV file`,
      );
    }
  }
  if (rest.length > 0) yield checked(text, rest);
}

/** @throws DatasetError `cancelled` */
export function requireNotCancelled(source: string, signal?: AbortSignal): void {
  if (signal?.aborted) throw new DatasetError('cancelled', `reading ${source} was cancelled`);
}

function checked({ path, newline }: CsvText, block: Buffer): Buffer {
  if (isUtf8(block)) return block;
  const line = firstBrokenLine(block, newline);
  throw new DatasetError(
    'corrupt',
    `${printable(path)} is not UTF-8: the line that begins ${quoted(line)} has other bytes; save the file as UTF-8`,
  );
}

function firstBrokenLine(block: Buffer, newline: number): string {
  for (let start = 0; start < block.length;) {
    const end = block.indexOf(newline, start);
    const line = block.subarray(start, end === -1 ? block.length : end);
    if (!isUtf8(line)) return printable(line.subarray(0, 40).toString('latin1'));
    start += line.length + 1;
  }
  return '';
}

async function* utf8Chunks(
  { path, encoding, start }: CsvText,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const decoder =
    encoding.name === 'UTF-8' ? undefined : new TextDecoder(encoding.name, { fatal: true });
  const stream = createReadStream(path, { start, highWaterMark: READ_BYTES });
  const chunks = stream.iterator() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      requireNotCancelled(printable(path), signal);
      const { done, value } = await onDisk('read', printable(path), () => chunks.next());
      if (done) break;
      yield decoder === undefined ? value : decode(path, decoder, value);
    }
    if (decoder !== undefined) yield decode(path, decoder);
  } finally {
    stream.destroy();
  }
}

function decode(path: string, decoder: InstanceType<typeof TextDecoder>, bytes?: Buffer): Buffer {
  try {
    return Buffer.from(
      bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }),
    );
  } catch {
    throw new DatasetError(
      'corrupt',
      `${printable(path)} is not ${decoder.encoding.toUpperCase()}, which its first bytes say`,
    );
  }
}
