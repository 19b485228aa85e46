import { existsSync } from 'node:fs';
import path from 'node:path';
import { SetUpError } from './set-up-error.ts';

/** A folder like the one named `tensorflow` in a Python environment. All paths are absolute. */
export interface LibraryFolder {
  readonly folder: string;
  readonly includeFolder: string;
  /** libtensorflow_cc and libtensorflow_framework. */
  readonly libraries: readonly string[];
}

/**
 * Checks that a folder holds what the addon is compiled and linked against.
 *
 * @throws SetUpError (`libraries`), naming the first file that is missing
 */
export function openLibraryFolder(folder: string, platform: string): LibraryFolder {
  const fileNames = ['tensorflow_cc', 'tensorflow_framework'].map((name) =>
    platform.startsWith('darwin') ? `lib${name}.2.dylib` : `lib${name}.so.2`,
  );
  const header = path.join('include', 'tensorflow', 'c', 'eager', 'c_api.h');
  for (const file of [...fileNames, header]) {
    if (!existsSync(path.join(folder, file))) {
      throw new SetUpError(
        'libraries',
        `${folder} holds no ${file}: it should be the folder 'tensorflow' of a Python environment`,
      );
    }
  }
  return {
    folder,
    includeFolder: path.join(folder, 'include'),
    libraries: fileNames.map((name) => path.join(folder, name)),
  };
}
