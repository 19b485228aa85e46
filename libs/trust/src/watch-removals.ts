import { join } from 'node:path';
import { identityOfKey } from './identity-key.ts';
import type { RecordFiles } from './record-files.ts';
import type { Identity } from './roles.ts';
import { watchFolder } from './watch-folder.ts';

const REMOVED = 'removed';

/**
 * Tells of those who are removed from now on, by whichever process.
 *
 * @param folder holds their records: a file for each of them, in its part `removed`
 * @param warn told once when it cannot be read, and again when that is so once more
 * @returns what ends it
 * @throws Error of the system when it cannot be read now
 */
export function watchRemovals(
  folder: string,
  records: RecordFiles,
  told: (identity: Identity) => void,
  warn: (message: string) => void,
): { close(): void } {
  const seen = new Set(records.names(REMOVED));
  let isWarned = false;
  return watchFolder(join(folder, REMOVED), () => {
    let names: string[];
    try {
      names = records.names(REMOVED);
    } catch (error) {
      const { message } = error as Error;
      if (!isWarned) warn(`nobody new is let in until this is put back: ${message}`);
      isWarned = true;
      return;
    }
    isWarned = false;
    for (const name of names) {
      if (seen.has(name)) continue;
      seen.add(name);
      const identity = identityOfKey(name);
      if (identity) told(identity);
    }
  });
}
