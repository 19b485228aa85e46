import { ChorusError } from '@chorus/proto';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BLOCK_BYTES, decodeTarHeader, paddingOf, TAR_END, type TarEntry } from './tar-entry.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * Unpacks a packed run. Every byte that is no content of a file is compared with what it must be.
 *
 * @param into a folder, which gets the run's folder
 * @returns the path of the run's folder
 * @throws ChorusError `corrupt`, naming the file and where in it something is not as `chorus pack` writes it
 */
export function unpackRun(path: string, into: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const reader = new TarReader(path, descriptor);
    let top: string | undefined;
    for (;;) {
      const entry = reader.next();
      if (!entry) break;
      const [first, ...rest] = requirePath(reader, entry);
      top ??= first;
      if (first !== top) throw reader.corrupt(`${entry.path} does not lie in the folder ${top}`);
      reader.extract(entry, join(into, top, ...rest));
    }
    if (top === undefined) throw reader.corrupt('it holds no run');
    return join(into, top);
  } finally {
    closeSync(descriptor);
  }
}

/** The parts of a path below the folder into which it is unpacked: it never leads out of it. */
function requirePath(reader: TarReader, { path }: TarEntry): [string, ...string[]] {
  const parts = path.split('/');
  const isSafe = parts.every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
  if (isSafe && parts.length > 1) return parts as [string, ...string[]];
  throw reader.corrupt(`${JSON.stringify(path)} is no path that a run has`);
}

class TarReader {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #size: number;
  readonly #folders = new Set<string>();
  #at = 0;

  constructor(path: string, descriptor: number) {
    this.#path = path;
    this.#descriptor = descriptor;
    this.#size = fstatSync(descriptor).size;
  }

  /** The next file; undefined when the tar file has come to its end. */
  next(): TarEntry | undefined {
    const block = this.#read(BLOCK_BYTES);
    if (block.equals(TAR_END.subarray(0, BLOCK_BYTES))) {
      this.#require(TAR_END.subarray(BLOCK_BYTES), 'its end');
      if (this.#at < this.#size) throw this.corrupt('something follows its end');
      return undefined;
    }
    const entry = decodeTarHeader(block);
    if (entry) return entry;
    this.#at -= BLOCK_BYTES;
    throw this.corrupt("a header is not as 'chorus pack' writes one");
  }

  /** Writes a file's contents to a path. */
  extract({ path, bytes }: TarEntry, target: string): void {
    if (this.#at + bytes > this.#size) throw this.corrupt(`${path} is cut off`);
    this.#makeFolder(dirname(target));
    const descriptor = openTarget(target, () => this.corrupt(`${path} is in it twice`));
    try {
      for (let left = bytes; left > 0; left -= Math.min(left, CHUNK_BYTES)) {
        writeSync(descriptor, this.#read(Math.min(left, CHUNK_BYTES)));
      }
    } finally {
      closeSync(descriptor);
    }
    this.#require(paddingOf(bytes), `the padding of ${path}`);
  }

  corrupt(problem: string): ChorusError {
    return new ChorusError(
      'corrupt',
      `${this.#path} is no packed run, or was altered: at byte ${this.#at}, ${problem}`,
    );
  }

  #makeFolder(path: string): void {
    if (this.#folders.has(path)) return;
    mkdirSync(path, { recursive: true });
    this.#folders.add(path);
  }

  #require(expected: Buffer, what: string): void {
    if (!this.#read(expected.length).equals(expected)) {
      this.#at -= expected.length;
      throw this.corrupt(`${what} is not zeros`);
    }
  }

  #read(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const read = readSync(this.#descriptor, bytes, filled, length - filled, this.#at + filled);
      if (read === 0) throw this.corrupt('it is cut off');
      filled += read;
    }
    this.#at += length;
    return bytes;
  }
}

function openTarget(target: string, twice: () => ChorusError): number {
  try {
    return openSync(target, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw twice();
    throw error;
  }
}
