import { cifar10Source } from './cifar10/source.ts';
import type { Dataset } from './dataset.ts';
import { DatasetError } from './dataset-error.ts';
import type { DatasetSource, OpenOptions, OwnSource, PublishedSource } from './dataset-source.ts';
import { shapesSource } from './shapes/source.ts';
import { OWN_SOURCES } from './sources/own-sources.ts';

/** The datasets, and the kinds of files, that a configuration can name. */
export const DATASET_SOURCES: readonly DatasetSource[] = [
  cifar10Source,
  shapesSource,
  ...OWN_SOURCES,
];

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

/** Whether a source reads users' own files. */
export function isOwn(source: DatasetSource): source is OwnSource {
  return 'openFiles' in source;
}

/** The dataset that is published under that name; undefined when it is no such one. */
export function publishedSource(name: string): PublishedSource | undefined {
  const source = sourceNamed(name);
  return isOwn(source) ? undefined : source;
}

/**
 * The published dataset of that name, whole in memory.
 *
 * @throws DatasetError of any code; `missing` when no source has the name, or it is one of users' own files
 */
export async function openDataset({
  name,
  ...options
}: OpenOptions & { readonly name: string }): Promise<Dataset> {
  const source = publishedSource(name);
  if (source) return source.open(options);
  throw new DatasetError('missing', `${name} is a kind of files, and no dataset that is published`);
}
