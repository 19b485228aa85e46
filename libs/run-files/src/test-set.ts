import type { DatasetReader } from '@chorus/data';
import type { RunConfig, RunMember } from '@chorus/proto';
import { foldsOf } from '@chorus/run-config/folds';
import { heldOut } from '@chorus/run-config/held-out';
import type { DatasetFacts } from '@chorus/run-view';
import { factsOf } from './facts-of.ts';
import { drawShown, readShown, type TestSample } from './shown-samples.ts';

/** What the coordinator keeps of a dataset while a run lasts. */
export interface TestSet {
  /** [testSamples] */
  readonly labels: Int32Array;
  /** Test samples that the report shows whatever comes of the run; none when they are neither images nor rows of numbers. */
  readonly samples: readonly TestSample[];
  /** What the dataset says of itself. */
  readonly facts: DatasetFacts;
  /** The labels of the validation split, or of the training samples held out, [validationSamples]; undefined when there are none. */
  readonly validationLabels?: Int32Array;
  /** Where members are validated on the folds that they leave out, the fold of each of those samples, from 1. */
  readonly folds?: Uint16Array;
}

/** The labels of the samples that a member is validated on, in their order; undefined when there are none. */
export function validationLabelsOf(
  { validationLabels, folds }: Pick<TestSet, 'validationLabels' | 'folds'>,
  { samples }: Pick<RunMember, 'samples'>,
): Int32Array | undefined {
  const fold = samples?.fold;
  if (!folds || !fold) return validationLabels;
  return validationLabels?.filter((_, row) => folds[row] === fold.number);
}

/** The labels that the run needs, what its dataset says of itself and, drawn by its seed, a few of its test samples. */
export async function takeTestSet(
  dataset: DatasetReader,
  { dataset: limits, members }: Pick<RunConfig, 'dataset' | 'members'>,
): Promise<TestSet> {
  const labels = (await dataset.labels('test')).slice(0, limits.testLimit);
  const validationLabels = await heldOutLabels(dataset, limits, members.folds !== undefined);
  const { folds } = members;
  const { classes } = dataset.description;
  return {
    labels,
    samples: await readShown(dataset, drawShown(labels.length, members.seed)),
    facts: await factsOf(dataset),
    ...(validationLabels.length > 0 && { validationLabels }),
    ...(folds !== undefined && {
      folds: foldsOf(validationLabels, classes, folds, limits.splitSeed),
    }),
  };
}

async function heldOutLabels(
  dataset: DatasetReader,
  limits: RunConfig['dataset'],
  inFolds: boolean,
): Promise<Int32Array> {
  const { validationSamples, classes } = dataset.description;
  if (validationSamples !== undefined) return dataset.labels('validation');
  const labels = await dataset.labels('train');
  const { train, validation } = heldOut(labels, classes, limits);
  const rows = inFolds ? train : validation;
  return Int32Array.from(rows, (row) => labels[row]!);
}
