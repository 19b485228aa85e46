import {
  datasetFilePath,
  datasetFolder,
  removeAbandoned,
  datasetFileRest,
  datasetRest,
  DatasetFile,
  DatasetReceiver,
  openCachedDataset,
  readerOf,
  type Dataset,
  type DatasetBeginning,
  type DatasetReader,
  type DatasetRest,
} from '@chorus/data';
import { ChorusError } from '@chorus/proto';
import { existsSync, statSync } from 'node:fs';
import { asChorusError } from './as-chorus-error.ts';
import { SENT_BYTES, type GivenFiles } from './given-files.ts';
import { receiveInput, USUAL_RULES, type InputRules, type SentInput } from './receive-input.ts';
import { requireSha256 } from './require-sha256.ts';

/** The datasets that this coordinator can give to workers, by fingerprint. */
export class DatasetStore implements GivenFiles {
  readonly #home: string;
  readonly #rules: InputRules;
  #known: Dataset | undefined;
  /** What the files were like when they were checked, by fingerprint. */
  readonly #checked = new Map<string, string>();

  /**
   * @param home the cache folder, CHORUS_HOME
   * @param rules what of the files that are sent is taken
   */
  constructor(home: string, rules: InputRules = USUAL_RULES) {
    this.#home = home;
    this.#rules = rules;
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

  /** What is here of a dataset because an upload was cut off. */
  left(sha256: string): Promise<DatasetBeginning> {
    return asChorusError(() => DatasetReceiver.left(this.#path(sha256)));
  }

  /** Deletes what uploads have left that nobody goes on with. */
  tidy(): Promise<void> {
    return removeAbandoned(datasetFolder(this.#home));
  }

  /** Takes a dataset's file; it is kept when it is whole and has this fingerprint. */
  async receive(input: SentInput): Promise<void> {
    await receiveInput(DatasetReceiver, this.#path(input.sha256), input, this.#rules);
    this.#noteChecked(input.sha256);
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
    return datasetFilePath(this.#home, requireSha256(sha256));
  }
}

/** Changes with the file; empty when there is none. */
function stateOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : '';
}
