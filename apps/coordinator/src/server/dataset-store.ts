import {
  datasetFilePath,
  datasetFileRest,
  datasetRest,
  DatasetError,
  DatasetFile,
  DatasetReceiver,
  openCachedDataset,
  readerOf,
  type Dataset,
  type DatasetBeginning,
  type DatasetReader,
  type DatasetRest,
} from '@chorus/data';
import { ChorusError, CHUNK_BYTES } from '@chorus/proto';
import { existsSync, statSync } from 'node:fs';

/**
 * Sent at once: a quarter of what messages may have, since gRPC takes 16 messages ahead of a worker that reads slowly.
 */
const SENT_BYTES = CHUNK_BYTES / 4;

/** The datasets that this coordinator can give to workers, by fingerprint. */
export class DatasetStore {
  readonly #home: string;
  #known: Dataset | undefined;
  /** What the files were like when they were checked, by fingerprint. */
  readonly #checked = new Map<string, string>();

  /** @param home the cache folder, CHORUS_HOME */
  constructor(home: string) {
    this.#home = home;
  }

  has(sha256: string): boolean {
    return existsSync(this.#path(sha256));
  }

  /** Takes a dataset that this process has written or checked already: `open` need not do it again. */
  know(sha256: string, dataset?: Dataset): void {
    if (dataset) this.#known = dataset;
    if (this.has(sha256)) this.#noteChecked(sha256);
  }

  /**
   * Opens a dataset. Its file is read once to check it, unless that was done before and it is still the same file.
   *
   * @throws ChorusError `not-found` when it is not here, or its file was no good and has been deleted
   */
  async open(sha256: string): Promise<DatasetReader> {
    if (this.#known?.sha256 === sha256) return readerOf(this.#known);
    const wasHere = this.has(sha256);
    const file = await asChorusError(() => this.#openFile(sha256));
    if (file) return file;
    const problem = wasHere
      ? `the coordinator's copy of the dataset ${sha256} was damaged, or of another version of Chorus, and is deleted: submit the run again, which sends it again`
      : `the coordinator has no dataset ${sha256}: submit the run again, which sends it`;
    throw new ChorusError('not-found', problem);
  }

  /**
   * What of the dataset's file is missing to who has its beginning, in chunks.
   *
   * @throws ChorusError `not-found` when it is not here
   */
  async rest(
    sha256: string,
    beginning: DatasetBeginning,
  ): Promise<DatasetRest<AsyncIterable<Buffer> | Iterable<Buffer>>> {
    // The known dataset is in memory: a worker that shares the cache may just have found its file damaged.
    if (this.#known?.sha256 === sha256) return datasetRest(this.#known, SENT_BYTES, beginning);
    this.requireHere(sha256);
    return asChorusError(() => datasetFileRest(this.#path(sha256), SENT_BYTES, beginning));
  }

  /** @throws ChorusError `not-found` when the dataset is not here */
  requireHere(sha256: string): void {
    if (this.#known?.sha256 === sha256 || this.has(sha256)) return;
    throw new ChorusError('not-found', `the coordinator has no dataset ${sha256}`);
  }

  /** Takes a dataset's file; it is kept when it is whole and has this fingerprint. */
  async receive(sha256: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    await asChorusError(async () => {
      const receiver = await DatasetReceiver.open(this.#path(sha256), sha256);
      try {
        for await (const chunk of chunks) await receiver.add(chunk);
        await receiver.finish();
        this.#noteChecked(sha256);
      } finally {
        await receiver.abort();
      }
    });
  }

  async #openFile(sha256: string): Promise<DatasetFile | undefined> {
    const path = this.#path(sha256);
    const isChecked = this.#checked.get(sha256) === stateOf(path);
    if (isChecked) return DatasetFile.open(path, sha256);
    const file = await openCachedDataset(this.#home, sha256);
    if (file) this.#noteChecked(sha256);
    return file;
  }

  #noteChecked(sha256: string): void {
    this.#checked.set(sha256, stateOf(this.#path(sha256)));
  }

  #path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new ChorusError('invalid', `'${sha256}' is not a SHA-256 in hexadecimal`);
    }
    return datasetFilePath(this.#home, sha256);
  }
}

/** Changes with the file; empty when there is none. */
function stateOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : '';
}

async function asChorusError<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const code = { missing: 'not-found', corrupt: 'corrupt' } as const;
    throw new ChorusError(
      error.code in code ? code[error.code as keyof typeof code] : 'internal',
      error.message,
      { cause: error },
    );
  }
}
