import { cifar10Source } from './cifar10/source.ts';
import type { Dataset } from './dataset.ts';
import { DatasetError } from './dataset-error.ts';
import type { DatasetSource, OpenOptions } from './dataset-source.ts';
import { shapesSource } from './shapes/source.ts';

/** The datasets that a configuration can name. */
export const DATASET_SOURCES: readonly DatasetSource[] = [cifar10Source, shapesSource];

/** What is trained on when nothing is named. */
export const DEFAULT_SOURCE = cifar10Source;

/** What is trained on when nothing is named and {@link DEFAULT_SOURCE} cannot be had. */
export const FALLBACK_SOURCE = shapesSource;

/** The source of that name. @throws DatasetError `missing` when there is none */
export function sourceNamed(name: string): DatasetSource {
  const source = DATASET_SOURCES.find((known) => known.name === name);
  if (source) return source;
  const names = DATASET_SOURCES.map((known) => known.name).join(', ');
  throw new DatasetError('missing', `there is no dataset called ${name}: there are ${names}`);
}

/**
 * The dataset of that name, whole in memory.
 *
 * @throws DatasetError of any code; `missing` when no source has the name
 */
export async function openDataset({
  name,
  ...options
}: OpenOptions & { readonly name: string }): Promise<Dataset> {
  return sourceNamed(name).open(options);
}
