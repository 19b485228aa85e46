/**
 * Which files of the caches are used, also by other processes: beside a file lies `<file>.<host>-<process>-<number>.used` for
 * each who uses it. Who has died uses nothing; as with partial files that is known by its process, or by the mark's age.
 */
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ABANDONED_AFTER_MS, hasEnded, newOwner, ownerOf } from './file-owner.ts';

const TOUCH_INTERVAL_MS = 60_000;
const SUFFIX = '.used';

/** The files that somebody uses, until it is disposed of: they stay in the cache for so long. */
export class FileUse implements AsyncDisposable {
  readonly #marks = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  /** Uses one file more, whether it is there yet or not. From a folder that cannot be written nothing is deleted either. */
  async add(path: string): Promise<void> {
    if (this.#marks.has(path)) return;
    const mark = `${path}.${newOwner()}${SUFFIX}`;
    this.#marks.set(path, mark);
    try {
      await mkdir(dirname(path), { recursive: true });
      // Deletes what the dead have left.
      await isUsed(path);
      await writeFile(mark, '');
    } catch {
      // It cannot be written there.
    }
    this.#timer ??= setInterval(() => this.#touch(), TOUCH_INTERVAL_MS).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    const marks = [...this.#marks.values()];
    this.#marks.clear();
    for (const mark of marks) await rm(mark, { force: true }).catch(() => {});
  }

  #touch(): void {
    const now = new Date();
    for (const mark of this.#marks.values()) void utimes(mark, now, now).catch(() => {});
  }
}

/** Whether somebody who lives uses the file. Marks of the dead are deleted. */
export async function isUsed(path: string, nowMs = Date.now()): Promise<boolean> {
  const prefix = `${basename(path)}.`;
  let used = false;
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) continue;
    const mark = join(dirname(path), name);
    const owner = ownerOf(name.slice(prefix.length, -SUFFIX.length));
    const stats = await stat(mark).catch(() => undefined);
    if (!owner || !stats) continue;
    if (!hasEnded(owner) && nowMs - stats.mtimeMs <= ABANDONED_AFTER_MS) used = true;
    else await rm(mark, { force: true });
  }
  return used;
}
