import type { Dataset, DatasetName } from './dataset.ts';
import { openCifar10, type OpenCifar10Options } from './cifar10/open.ts';
import { CIFAR10_RELEASE, type Cifar10Release } from './cifar10/release.ts';
import { openShapes } from './shapes/open.ts';

/** Which dataset, and where it may be. `shapes` needs its name and `home` only. */
export interface OpenDatasetOptions extends OpenCifar10Options {
  readonly name: DatasetName;
  /** What counts as CIFAR-10, and where it is downloaded. Default: the real one. */
  readonly release?: Cifar10Release | undefined;
}

/**
 * The dataset of that name, whole in memory. `cifar10`: from `dataDir`, when given, else from the
 * cache, else downloaded into it. `shapes`: from the cache, else generated, in about a second.
 *
 * @throws DatasetError of any code
 */
export async function openDataset(options: OpenDatasetOptions): Promise<Dataset> {
  if (options.name === 'shapes') return openShapes(options.home);
  return openCifar10(options.release ?? CIFAR10_RELEASE, options);
}
