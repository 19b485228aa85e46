import { ChorusError } from '@chorus/proto';
import { flagOf } from './fields.ts';
import type { ResolvedConfig } from './resolve-config.ts';
import { trainedSamples } from './trained-samples.ts';

/** Height and width of an image, in pixels. */
interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** What a configuration must fit to. */
export interface DatasetSize extends ImageSize {
  readonly trainSamples: number;
  readonly testSamples: number;
}

/** Known before a dataset is opened: every dataset of Chorus has images of this size. */
export const ANY_DATASET: DatasetSize = {
  trainSamples: Infinity,
  testSamples: Infinity,
  height: 32,
  width: 32,
};

/**
 * Refuses what no single field shows: limits beyond the dataset, more members needed than asked for,
 * a batch larger than the training set, an early end without validation, backups of snapshots, more
 * halvings than the image has.
 *
 * @throws ChorusError `invalid`, one line that names who set the field
 */
export function checkConfig(config: ResolvedConfig, size: DatasetSize): void {
  const { settings } = config;
  const { trainLimit, testLimit, batchSize } = settings;
  requireAtMost(
    config,
    'trainLimit',
    trainLimit,
    size.trainSamples,
    'the images of the training set',
  );
  requireAtMost(config, 'testLimit', testLimit, size.testSamples, 'the images of the test set');
  const used = trainLimit ?? size.trainSamples;
  const trained = trainedSamples(used, settings.validationSplit);
  requireAtMost(config, 'batchSize', batchSize, trained, 'the training images used');
  checkContradictions(config, size);
}

/**
 * Refuses fields that contradict each other, or the size of the images.
 *
 * @throws ChorusError `invalid`, one line that names who set the field
 */
export function checkContradictions(config: ResolvedConfig, size: ImageSize): void {
  const { settings, place } = config;
  const { minMembers, members, filters } = settings;
  requireAtMost(config, 'minMembers', minMembers, members, 'the members of the run');
  checkEarlyEnd(config);
  if (settings.snapshots && settings.backups) {
    throw new ChorusError(
      'invalid',
      `${place('snapshots')} and ${place('backups')} exclude each other: of members that go on ` +
        'from each other none can be trained in place of another',
    );
  }
  const blocks = Math.floor(Math.log2(Math.min(size.height, size.width)));
  if (filters.length > blocks) {
    throw new ChorusError(
      'invalid',
      `${place('filters')} has ${filters.length} entries, but after ${blocks} blocks nothing is ` +
        `left of an image of ${size.height}×${size.width} pixels: give at most ${blocks}`,
    );
  }
}

function requireAtMost(
  { place }: ResolvedConfig,
  name: 'trainLimit' | 'testLimit' | 'batchSize' | 'minMembers',
  value: number | undefined,
  most: number,
  what: string,
): void {
  if (value === undefined || value <= most) return;
  throw new ChorusError(
    'invalid',
    `${place(name)} is ${value}, but must be at most ${most}: ${what}`,
  );
}

function checkEarlyEnd({ settings, place }: ResolvedConfig): void {
  const { stopWhenGainBelow, validationSplit, members, minMembers } = settings;
  if (stopWhenGainBelow === undefined) return;
  if (validationSplit === 0) {
    throw new ChorusError(
      'invalid',
      `${place('stopWhenGainBelow')} needs ${flagOf('validationSplit')}, such as 0.1: the gain is ` +
        'measured on held-out images',
    );
  }
  if (minMembers === members) {
    throw new ChorusError(
      'invalid',
      `${place('stopWhenGainBelow')} cannot end a run early that needs all its members: ` +
        `${place('minMembers')} is ${minMembers}`,
    );
  }
}
