import { DATASET_SOURCES, isOwn, type PublishedSource } from '@chorus/data';
import { type PredictionSource, SamplesSource, TEST_SET } from '@chorus/data/own-data';
import { ChorusError } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';
import { sampleOf } from './ensemble-predictor.ts';
import { openRunSource } from './open-run-source.ts';

/** Where published datasets are found. */
export interface OtherSourceOptions {
  /** The cache folder. */
  readonly home: string;
  /** The folder or archive of a published dataset, as the user named it. */
  readonly dataDir?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens data that a run's members are asked about although they were trained on other data: the test samples of a published
 * dataset, by its name, or files, which the run's preparation makes samples of.
 *
 * @throws DatasetError naming the file and the remedy; ChorusError `invalid` for samples that the members do not take
 */
export async function openOtherSource(
  run: FinishedRun,
  inputs: readonly string[],
  { home, dataDir, signal }: OtherSourceOptions,
): Promise<PredictionSource> {
  if (inputs.includes(TEST_SET)) {
    const problem = `--ood ${TEST_SET} is the run's own test set, from which other data are told apart`;
    throw new ChorusError('invalid', `${problem}: name other data`);
  }
  const named = inputs.map(publishedNamed);
  if (inputs.length > 1 && named.some((source) => source)) {
    throw new ChorusError(
      'invalid',
      `--ood ${named.find((source) => source)!.name} is a dataset, and stands alone`,
    );
  }
  const [published] = named;
  if (!published) return openRunSource(run, inputs, home);
  const { name, sample, test } = await published.open({ home, dataDir, signal });
  const own = sampleOf(run);
  if (own.type !== sample.type || own.shape.join() !== sample.shape.join()) {
    const say = ({ type, shape }: typeof own) => `${type} [${shape.join(', ')}]`;
    const problem = `--ood ${name} has samples of ${say(sample)}, and the members take ${say(own)}`;
    throw new ChorusError('invalid', `${problem}: name data of that shape`);
  }
  return new SamplesSource(name, sample, test);
}

function publishedNamed(word: string): PublishedSource | undefined {
  const source = DATASET_SOURCES.find(({ name }) => name === word);
  return source && !isOwn(source) ? source : undefined;
}
