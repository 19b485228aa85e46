import { ChorusError } from '@chorus/proto';
import type { RunFolder } from '@chorus/run-files';
import type { Principal } from '../journal/principal.ts';
import type { Untimed } from '../journal/record.ts';
import type { RunBook } from './run-book.ts';

export interface DeletionsOptions {
  readonly runs: RunBook;
  /** Records what has happened; resolves when it is on disk and the runs know of it. */
  readonly takeDurably: (body: Untimed) => Promise<void>;
  readonly folderOf: (runId: string) => RunFolder;
  /** Told which folder of a deleted run is still there, and why. */
  readonly warn: (message: string) => void;
}

/** Deletes runs that have ended: first the journal says so, then their folders are removed. */
export class Deletions {
  readonly #options: DeletionsOptions;
  readonly #removing = new Set<string>();

  constructor(options: DeletionsOptions) {
    this.#options = options;
  }

  /** The names of deleted runs whose folders are still there, so that the next start goes on with them. */
  get removing(): string[] {
    return [...this.#removing];
  }

  /**
   * Resolves when the run and its folder are gone.
   *
   * @returns what is to be said of its folder; undefined: it was removed
   * @throws ChorusError `refused` when the run goes on, `not-found` when there is none
   */
  async delete(runId: string, by: Principal): Promise<string | undefined> {
    if (runId === '') throw new ChorusError('invalid', 'say which run is to be deleted');
    const run = this.#options.runs.get(runId);
    if (!run.hasBegun || !run.hasEnded) {
      const remedy = `'chorus cancel ${runId}' ends it`;
      throw new ChorusError('refused', `run ${runId} goes on and cannot be deleted: ${remedy}`);
    }
    const { isGone, path } = run.folder;
    this.#removing.add(runId);
    await this.#options.takeDurably({ type: 'run-deleted', by, runId });
    const problem = await this.#removeFolder(runId);
    return isGone ? `its folder ${path} was gone already` : problem;
  }

  /** Removes the folders that a former process did not come to. */
  goOn(runIds: readonly string[]): void {
    for (const runId of runIds) void this.#removeFolder(runId);
  }

  /** @returns why it cannot be removed */
  async #removeFolder(runId: string): Promise<string | undefined> {
    const { folderOf, warn } = this.#options;
    this.#removing.add(runId);
    try {
      await folderOf(runId).remove();
      this.#removing.delete(runId);
      return undefined;
    } catch (error) {
      const problem = `its folder cannot be removed: ${(error as Error).message}`;
      warn(`run ${runId} is deleted, but ${problem}`);
      return problem;
    }
  }
}
