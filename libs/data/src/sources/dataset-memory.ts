import { hash } from 'node:crypto';
import { readFile, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openCachedDataset } from '../cached-dataset.ts';
import { datasetFolder } from '../dataset-paths.ts';
import { PartialFile } from '../partial-file.ts';
import type { MadeDataset } from './make-dataset.ts';
import { NOTE_ENDING, pruneNotes } from './prune-notes.ts';
import { stateOfFiles } from './source-files.ts';

/** Another one where files may become other samples than before. */
const VERSION = 1;

/** What a dataset is made of. */
export interface Making {
  /** The source's name. */
  readonly source: string;
  /** Where the user's files lie. */
  readonly path: string;
  /** All settings that shape the dataset: plain JSON. */
  readonly options: object;
}

/** What is kept of a making. */
interface Remembered {
  readonly version: number;
  /** What the files were like. */
  readonly files: string;
  /** The dataset's fingerprint. */
  readonly sha256: string;
  readonly divisor: number;
}

/**
 * Remembers which dataset was made of which files, beside the datasets' files, so that files that have not changed since are not
 * read again. Whoever cannot remember makes the dataset. Notes of no use are deleted (`prune-notes.ts`).
 */
export class DatasetMemory {
  readonly #home: string;
  readonly #making: Making;
  readonly #files: string;

  private constructor(home: string, making: Making, files: string) {
    this.#home = home;
    this.#making = making;
    this.#files = files;
  }

  /** Looks at the files, before they are read. @param home the cache folder */
  static async before(making: Making, home: string): Promise<DatasetMemory> {
    return new DatasetMemory(home, making, await stateOfFiles(making.path));
  }

  /**
   * The dataset that was made of these files; undefined when there is none, it is damaged, or a file has changed.
   *
   * @throws DatasetError `storage` when the disk refuses
   */
  async recall(): Promise<MadeDataset | undefined> {
    const remembered = await this.#read();
    if (remembered?.version !== VERSION || remembered.files !== this.#files) return undefined;
    const { sha256, divisor } = remembered;
    await using file = await openCachedDataset(this.#home, sha256);
    if (file === undefined) return undefined;
    const { description, findings, path } = file;
    const trainLabels = await file.labels('train');
    await this.#noteUse();
    return { known: { ...description, sha256, trainLabels, divisor }, path, findings };
  }

  /** Keeps which dataset was made, unless a file was changed meanwhile. A disk that refuses is no reason to fail. */
  async remember({ known: { sha256, divisor = 1 } }: MadeDataset): Promise<void> {
    const files = await stateOfFiles(this.#making.path);
    if (files !== this.#files) return;
    const remembered: Remembered = { version: VERSION, files, sha256, divisor };
    try {
      const file = await PartialFile.create(this.#path);
      try {
        await file.write(Buffer.from(`${JSON.stringify(remembered)}\n`), 0);
        await file.complete();
      } catch {
        await file.remove();
      }
      await pruneNotes(this.#home);
    } catch {
      return;
    }
  }

  /** A cache that cannot be written is used all the same. */
  async #noteUse(): Promise<void> {
    const now = new Date();
    await utimes(this.#path, now, now).catch(() => {});
  }

  async #read(): Promise<Remembered | undefined> {
    try {
      return JSON.parse(await readFile(this.#path, 'utf8')) as Remembered;
    } catch {
      return undefined;
    }
  }

  get #path(): string {
    const { source, path, options } = this.#making;
    const key = hash('sha256', JSON.stringify([source, resolve(path), options]));
    return join(datasetFolder(this.#home), `${key}${NOTE_ENDING}`);
  }
}
