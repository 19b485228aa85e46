/** Rules that no single setting shows. The command line and the coordinator check the same ones. */
import type { SampleKind } from '@chorus/data';
import { flagOf, valueAt, type SettingPath } from './settings.ts';
import type { RunDocument } from './run-document.ts';
import { trainedSamples } from './trained-samples.ts';

/** What a configuration must fit to. */
export interface DatasetSize {
  readonly trainSamples: number;
  readonly testSamples: number;
  /** What its samples are; undefined where only the data can tell. */
  readonly sample: SampleKind | undefined;
}

/** What several settings, or settings and a dataset, must agree in. */
export interface Rule {
  /** The settings that it is about; the first one is the one to change. */
  readonly settings: readonly SettingPath[];
  /** Whether the configuration keeps the rule. */
  check(document: RunDocument, size: DatasetSize): boolean;
  /** One line. @param place who set a setting */
  message(place: (path: SettingPath) => string, document: RunDocument, size: DatasetSize): string;
}

/** Every rule that a configuration must keep. */
export const CONFIG_RULES: readonly Rule[] = [
  atMost('dataset.trainLimit', 'the images of the training set', (_, size) => size.trainSamples),
  atMost('dataset.testLimit', 'the images of the test set', (_, size) => size.testSamples),
  atMost('training.batchSize', 'the training images used', ({ dataset }, size) =>
    trainedSamples(dataset.trainLimit ?? size.trainSamples, dataset.validationSplit),
  ),
  atMost('faults.minMembers', 'the members of the run', ({ members }) => members.count),
  {
    settings: ['combining.stopWhenGainBelow', 'dataset.validationSplit'],
    check: ({ combining, dataset }) =>
      combining.stopWhenGainBelow === undefined || dataset.validationSplit > 0,
    message: (place) =>
      `${place('combining.stopWhenGainBelow')} needs ${flagOf('dataset.validationSplit')}, such as ` +
      '0.1: the gain is measured on held-out images',
  },
  {
    settings: ['combining.stopWhenGainBelow', 'faults.minMembers', 'members.count'],
    check: ({ combining, faults, members }) =>
      combining.stopWhenGainBelow === undefined || faults.minMembers !== members.count,
    message: (place, { faults }) =>
      `${place('combining.stopWhenGainBelow')} cannot end a run early that needs all its members: ` +
      `${place('faults.minMembers')} is ${faults.minMembers}`,
  },
  {
    settings: ['members.snapshots', 'faults.backups'],
    check: ({ members, faults }) => !(members.snapshots && faults.backups),
    message: (place) =>
      `${place('members.snapshots')} and ${place('faults.backups')} exclude each other: of members ` +
      'that go on from each other none can be trained in place of another',
  },
  {
    settings: ['network.filters'],
    check: (_, { sample }) => sample === undefined || sample.shape.length === 3,
    message: (place, _, { sample }) =>
      `${place('network.filters')} is for images, [height, width, channels], but the samples of this ` +
      `dataset are [${sample?.shape.join(', ')}]: name another dataset`,
  },
  {
    settings: ['network.filters'],
    check: ({ network }, { sample }) => network.filters.length <= mostBlocks(sample),
    message(place, { network }, { sample }) {
      const most = mostBlocks(sample);
      return (
        `${place('network.filters')} has ${network.filters.length} entries, but after ${most} blocks ` +
        `nothing is left of an image of ${sample?.shape.slice(0, 2).join('×')} pixels: give at most ${most}`
      );
    },
  },
];

function atMost(
  path: SettingPath,
  what: string,
  limit: (document: RunDocument, size: DatasetSize) => number,
): Rule {
  return {
    settings: [path],
    check(document, size) {
      const value = valueAt(document, path);
      return value === undefined || (value as number) <= limit(document, size);
    },
    message: (place, document, size) =>
      `${place(path)} is ${valueAt(document, path)}, but must be at most ` +
      `${limit(document, size)}: ${what}`,
  };
}

/** Each block halves the image; any number is right where it is not known, or none. */
function mostBlocks(sample: SampleKind | undefined): number {
  const [height, width, ...rest] = sample?.shape ?? [];
  if (rest.length !== 1) return Infinity;
  return Math.floor(Math.log2(Math.min(height!, width!)));
}
