/** Rules that no single setting shows. The command line and the coordinator check the same ones. */
import { flagOf, valueAt, type SettingPath } from './settings.ts';
import type { RunDocument } from './run-document.ts';
import { trainedSamples } from './trained-samples.ts';

/** What a configuration must fit to. */
export interface DatasetSize {
  readonly trainSamples: number;
  readonly testSamples: number;
  /** Height and width of an image, in pixels. */
  readonly height: number;
  readonly width: number;
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

export const RULES: readonly Rule[] = [
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
    check: ({ network }, size) => network.filters.length <= mostBlocks(size),
    message(place, { network }, size) {
      const { height, width } = size;
      return (
        `${place('network.filters')} has ${network.filters.length} entries, but after ` +
        `${mostBlocks(size)} blocks nothing is left of an image of ${height}×${width} pixels: give ` +
        `at most ${mostBlocks(size)}`
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

/** Each block halves the image. */
function mostBlocks({ height, width }: DatasetSize): number {
  return Math.floor(Math.log2(Math.min(height, width)));
}
