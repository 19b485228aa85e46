import type { Dataset } from '../dataset.ts';
import { readCachedDataset } from '../cached-dataset.ts';
import { generateShapes } from './generate.ts';

/** The fingerprint of what {@link generateShapes} makes: changes with anything in this folder. */
export const SHAPES_SHA256 = '43596a6473ad19c17f029422a6f0f7a3540e386e7a6b0bd168cf3d508d2f68f0';

/**
 * `shapes` from the cache folder `home`, where a run before may have left it, which takes a twentieth
 * of the second that generating takes; else, or when that file is damaged, generated.
 *
 * @throws DatasetError `storage` when the disk refuses
 */
export async function openShapes(home: string): Promise<Dataset> {
  return (await readCachedDataset(home, SHAPES_SHA256)) ?? generateShapes();
}
