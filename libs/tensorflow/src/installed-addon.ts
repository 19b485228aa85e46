import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fromSystemError } from './set-up-error.ts';

const COMPILE_PREFIX = 'compile-';

/** Where tfjs-node-gpu looks for its addon. */
export function addonFile(tfjsNodeFolder: string): string {
  return path.join(tfjsNodeFolder, 'lib', 'napi-v8', 'tfjs_binding.node');
}

/**
 * Has an addon built under a temporary name, and puts it in its place when that has succeeded: a
 * process that loads TensorFlow meanwhile sees the old addon or the new one, never half of one.
 *
 * @param build gets the path to build at; what it throws is passed on, and nothing is installed
 * @throws SetUpError (`compile`) when the package's folder cannot be written
 */
export async function installAddon<T>(
  tfjsNodeFolder: string,
  build: (addonPath: string) => Promise<T>,
): Promise<T> {
  const target = addonFile(tfjsNodeFolder);
  const buildFolder = await makeBuildFolder(path.dirname(target));
  try {
    const addonPath = path.join(buildFolder, path.basename(target));
    const result = await build(addonPath);
    await rename(addonPath, target);
    return result;
  } finally {
    await rm(buildFolder, { recursive: true, force: true });
  }
}

/** A new one; those of set-ups that were killed are removed. */
async function makeBuildFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) {
      if (name.startsWith(COMPILE_PREFIX)) await rm(path.join(folder, name), { recursive: true });
    }
    return await mkdtemp(path.join(folder, COMPILE_PREFIX));
  } catch (error) {
    throw fromSystemError('compile', folder, error, '');
  }
}
