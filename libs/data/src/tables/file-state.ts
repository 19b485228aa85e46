import { stat } from 'node:fs/promises';
import { printable } from '../printable.ts';
import { DatasetError, onDisk } from '../dataset-error.ts';

/** A file as it was when it was opened: it is read more than once, and must be the same each time. */
export class FileState {
  readonly path: string;
  /** The path, for messages. */
  readonly source: string;
  /** Bytes. */
  readonly size: number;
  readonly #modified: number;

  private constructor(path: string, size: number, modified: number) {
    this.path = path;
    this.source = printable(path);
    this.size = size;
    this.#modified = modified;
  }

  /** @throws DatasetError `missing`; `storage` when it is no file, or the disk refuses */
  static async of(path: string): Promise<FileState> {
    const source = printable(path);
    const stats = await onDisk('read', source, () => stat(path), `there is no file ${source}`);
    if (!stats.isFile()) throw new DatasetError('storage', `${source} is not a file`);
    return new FileState(path, stats.size, stats.mtimeMs);
  }

  /** @throws DatasetError `corrupt` when the file has another size or time of change than before */
  async requireUnchanged(): Promise<void> {
    const now = await FileState.of(this.path);
    if (now.size === this.size && now.#modified === this.#modified) return;
    throw new DatasetError(
      'corrupt',
      `${this.source} was changed while it was read; start again when nothing writes it`,
    );
  }
}
