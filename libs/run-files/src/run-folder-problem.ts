import { statSync } from 'node:fs';

/** Why nothing can be read of a run's folder, or written into it; undefined when it is there. */
export function runFolderProblem(path: string): string | undefined {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status) return `its folder ${path} is gone`;
    return status.isDirectory() ? undefined : `where its folder was, ${path} is a file`;
  } catch (error) {
    return `its folder cannot be read: ${(error as Error).message}`;
  }
}
