import type { Dataset } from '../dataset.ts';
import { readCachedDataset } from '../dataset-file.ts';
import { generateShapes } from './generate.ts';

/** The fingerprint of what {@link generateShapes} makes: changes with anything in this folder. */
export const SHAPES_SHA256 = 'cee07cc5b11bcfd39de0af9a93614748f9c1cc72e085fb57b3bd90eab590e889';

/**
 * `shapes` from the cache folder `home`, where a run before may have left it, which takes a twentieth
 * of the second that generating takes; else, or when that file is damaged, generated.
 *
 * @throws DatasetError `storage` when the disk refuses
 */
export async function openShapes(home: string): Promise<Dataset> {
  return (await readCachedDataset(home, SHAPES_SHA256)) ?? generateShapes();
}
