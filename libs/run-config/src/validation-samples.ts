import type { KnownDataset } from '@chorus/data';
import { heldOut } from './held-out.ts';
import type { RunDocument } from './run-document.ts';

type Limits = Pick<
  RunDocument['dataset'],
  'trainLimit' | 'validationSplit' | 'validationFrom' | 'splitSeed'
>;

/** How many samples are held out for validation: those of the dataset's own split, else a share of the training samples used. */
export function validationSamplesOf(
  { trainLimit = Infinity, validationSplit, validationFrom = 'drawn', splitSeed }: Limits,
  dataset: Pick<KnownDataset, 'classes' | 'trainLabels' | 'validationSamples'>,
): number {
  const { classes, trainLabels, validationSamples } = dataset;
  if (validationSamples !== undefined) return validationSamples;
  const limits = { trainLimit, validationSplit, validationFrom, splitSeed };
  return heldOut(trainLabels, classes, limits).validation.length;
}
