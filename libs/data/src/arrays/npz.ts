import type { Entry, ZipFile } from 'yauzl';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { FileState } from '../file-state.ts';
import type { ArrayFile } from './array-file.ts';
import { beginning } from './beginning.ts';
import { LARGEST_INFLATION, type ByteCursor, type ByteSource } from './byte-source.ts';
import { openNpy } from './npy.ts';
import { PackedCursor } from './packed-bytes.ts';
import { NPY_MAGIC } from './npy-header.ts';
import { PlainBytes } from './plain-bytes.ts';
import { printable } from '../printable.ts';

/** How a zip file begins: with a member, or, when it has none, with its list of contents. */
const ZIP_MAGICS = [Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('PK\x05\x06', 'latin1')];

const MEMBER_SUFFIX = '.npy';
/** More is no set of arrays; the list of contents is kept in memory. */
const MEMBERS_LIMIT = 100_000;
const START_BYTES = 16;
const STORED = 0;
const DEFLATED = 8;

/** Several arrays in one file, as np.savez and np.savez_compressed write it: a zip of NPY files. */
export class NpzFile {
  /** The names of members that are no arrays, and are not read. */
  readonly others: readonly string[];
  readonly #state: FileState;
  readonly #zip: ZipFile;
  /** In the file's order. */
  readonly #members: ReadonlyMap<string, Entry>;

  private constructor(state: FileState, zip: ZipFile, contents: Contents) {
    this.#state = state;
    this.others = contents.others;
    this.#zip = zip;
    this.#members = contents.members;
  }

  /** @throws DatasetError `missing`; `corrupt` when it is cut off or otherwise no zip of arrays; `storage` */
  static async open(path: string): Promise<NpzFile> {
    const state = await FileState.of(path);
    await expectZip(path);
    const zip = await explained(path, () => openLazily(path));
    try {
      return new NpzFile(state, zip, await explained(path, () => listMembers(path, zip)));
    } catch (reason) {
      zip.close();
      throw reason;
    }
  }

  /** The arrays' names, without `.npy`, in the file's order. */
  get keys(): readonly string[] {
    return [...this.#members.keys()];
  }

  /**
   * One of the arrays; it is unpacked while it is read, and stays open with the file.
   *
   * @throws DatasetError `missing` when there is no array of that name; `corrupt`, `storage`
   */
  array(key: string): Promise<ArrayFile> {
    const entry = this.#members.get(key);
    if (entry === undefined) {
      const message = `${this.#state.source} has no array ${key}; it has ${this.keys.map(printable).join(', ')}`;
      throw new DatasetError('missing', message);
    }
    return openNpy(new NpzMember(this.#state, key, this.#zip, entry));
  }

  /** Gives the file back. */
  close(): void {
    this.#zip.close();
  }
}

class NpzMember implements ByteSource {
  readonly source: string;
  readonly size: number;
  readonly packed = true;
  readonly #state: FileState;
  readonly #zip: ZipFile;
  readonly #entry: Entry;

  constructor(state: FileState, key: string, zip: ZipFile, entry: Entry) {
    this.source = `${state.source}: ${printable(key)}`;
    this.#state = state;
    this.size = entry.uncompressedSize;
    this.#zip = zip;
    this.#entry = entry;
  }

  get sizeLimit(): number {
    return this.size;
  }

  async cursor(): Promise<ByteCursor> {
    const { source } = this;
    const entry = this.#entry;
    const stream = await explained(source, async () => {
      const { fileName } = await this.#zip.readLocalFileHeaderPromise(entry);
      if (!fileName.equals(entry.fileNameRaw)) throw new Error('it has two names');
      return this.#zip.openReadStreamPromise(entry);
    });
    return new PackedCursor({ source, crc32: entry.crc32 }, stream);
  }

  requireUnchanged(): Promise<void> {
    return this.#state.requireUnchanged();
  }

  close(): Promise<void> {
    return Promise.resolve(); // The NPZ file closes its members.
  }
}

/** What is no zip file shall not be called one that is cut off. */
async function expectZip(path: string): Promise<void> {
  const bytes = await PlainBytes.open(path);
  try {
    const start = await bytes.peek(START_BYTES);
    if (ZIP_MAGICS.some((magic) => magic.equals(start.subarray(0, magic.length)))) return;
    const problem = start.subarray(0, NPY_MAGIC.length).equals(NPY_MAGIC)
      ? 'it holds a single array, as np.save writes it; name the folder that holds the labels, too'
      : beginning(start);
    throw new DatasetError('corrupt', `${bytes.source} is no NPZ file: ${problem}`);
  } finally {
    await bytes.close();
  }
}

/** Loads the library when it is needed: most runs have no NPZ file. */
async function openLazily(path: string): Promise<ZipFile> {
  const { open: openZip } = await import('yauzl');
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

interface Contents {
  readonly members: ReadonlyMap<string, Entry>;
  readonly others: readonly string[];
}

async function listMembers(path: string, zip: ZipFile): Promise<Contents> {
  const members = new Map<string, Entry>();
  const others: string[] = [];
  const corrupt = (problem: string) => new DatasetError('corrupt', `${printable(path)} ${problem}`);
  if (zip.entryCount > MEMBERS_LIMIT) {
    throw corrupt(`has ${zip.entryCount} members; at most ${MEMBERS_LIMIT} are read`);
  }
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith(MEMBER_SUFFIX)) {
      others.push(entry.fileName);
      continue;
    }
    const key = entry.fileName.slice(0, -MEMBER_SUFFIX.length);
    if (members.has(key)) throw corrupt(`has two arrays named ${printable(key)}`);
    if (entry.isEncrypted()) throw corrupt(`is encrypted; save it again without a password`);
    if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
      throw corrupt(`is packed by another method than Deflate; save it with np.savez_compressed`);
    }
    if (entry.uncompressedSize > entry.compressedSize * LARGEST_INFLATION) {
      const { uncompressedSize, compressedSize } = entry;
      throw corrupt(`is damaged: ${compressedSize} bytes cannot unpack to ${uncompressedSize}`);
    }
    members.set(key, entry);
  }
  if (members.size === 0) throw corrupt('holds no arrays (members whose names end with .npy)');
  return { members, others };
}

/** What yauzl throws, as this library's error. */
async function explained<Result>(source: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await onDisk('read', source, action);
  } catch (reason) {
    if (reason instanceof DatasetError) throw reason;
    const { message } = reason as Error;
    const cutOff = message.startsWith('End of central directory record signature not found');
    throw new DatasetError(
      'corrupt',
      cutOff
        ? `${source} is cut off: the list of what it holds, at its end, is missing; copy or download it again`
        : `${source} is a damaged zip file: ${printable(message)}`,
      { cause: reason },
    );
  }
}
