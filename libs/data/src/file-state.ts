import { stat } from 'node:fs/promises';
import { DatasetError, onDisk } from './dataset-error.ts';
import { printable } from './printable.ts';

/** What shows that somebody has written to a file. */
export interface FileStatus {
  /** Bytes. */
  readonly size: number;
  /** Unix time in milliseconds, with fractions. */
  readonly mtimeMs: number;
}

/**
 * Compares a file with what it was.
 *
 * @param source the file, for messages
 * @throws DatasetError `corrupt` when it has another size or time of change than before
 */
export function requireSameStatus(source: string, before: FileStatus, now: FileStatus): void {
  if (now.size === before.size && now.mtimeMs === before.mtimeMs) return;
  throw new DatasetError(
    'corrupt',
    `${source} was changed while it was read; start again when nothing writes it`,
  );
}

/** A file as it was when it was opened: it is read more than once, and must be the same each time. */
export class FileState implements FileStatus {
  readonly path: string;
  /** The path, for messages. */
  readonly source: string;
  readonly size: number;
  readonly mtimeMs: number;

  private constructor(path: string, { size, mtimeMs }: FileStatus) {
    this.path = path;
    this.source = printable(path);
    this.size = size;
    this.mtimeMs = mtimeMs;
  }

  /** @throws DatasetError `missing`; `storage` when it is no file, or the disk refuses */
  static async of(path: string): Promise<FileState> {
    const source = printable(path);
    const stats = await onDisk('read', source, () => stat(path), `there is no file ${source}`);
    if (!stats.isFile()) throw new DatasetError('storage', `${source} is not a file`);
    return new FileState(path, stats);
  }

  /** @throws DatasetError `corrupt` when the file has another size or time of change than before */
  async requireUnchanged(): Promise<void> {
    requireSameStatus(this.source, this, await FileState.of(this.path));
  }
}
