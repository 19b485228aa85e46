import { holmAdjusted, mcnemarTest, type McNemarResult } from '@chorus/ensemble';
import { configDifferences, type Difference } from './config-differences.ts';
import type { EpochView, MemberView, RunView } from './run-view.ts';

/** What is known of a run that is compared. */
export interface ComparableRun {
  readonly view: RunView;
  /** The versions of software by name: the coordinator's, and all that the workers have. */
  readonly versions: Readonly<Record<string, string>>;
  /** [testSamples]: 1 where its ensemble is right, else 0; or why that is not known. */
  readonly correct: Uint8Array | string;
}

/** Runs side by side, in the order in which they were named. */
export interface Comparison {
  readonly runs: readonly ComparedRun[];
  /** The differences in configuration, dataset, versions and devices. */
  readonly differences: readonly Difference[];
  /** The first run against each other one. */
  readonly contrasts: readonly Contrast[];
}

export interface ComparedRun {
  readonly runId: string;
  readonly status: RunView['status'];
  /** Why it did not succeed; else empty. */
  readonly reason: string;
  readonly dataset: { readonly name: string; readonly synthetic: boolean };
  /** Epochs that any member has finished, in order. */
  readonly epochs: readonly EpochSpread[];
  readonly result: ResultSummary;
}

/** An epoch over those members that have finished it, on the training samples. */
export interface EpochSpread {
  readonly epoch: number;
  readonly members: number;
  readonly loss: Spread;
  readonly accuracy: Spread;
}

export interface Spread {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/** What a run has come to; null: not yet, or never. */
export interface ResultSummary {
  readonly members: number;
  readonly membersDone: number;
  /** Test accuracy of the members that are done. */
  readonly memberAccuracy: Spread | null;
  /** Test accuracy of the ensemble. */
  readonly ensembleAccuracy: number | null;
  /** What the ensemble gains over the best member, and over their mean. */
  readonly gainOverBest: number | null;
  readonly gainOverMean: number | null;
  /** The seconds from submission to end. */
  readonly wallSeconds: number | null;
  /** The images per second of one member in training. */
  readonly imagesPerSecond: number | null;
}

/** Whether two ensembles differ by more than chance on the same test samples, or why that cannot be said. */
export type Contrast = { readonly first: string; readonly second: string } & (
  | ({
      /** Accuracy of the second less that of the first. */
      readonly gain: number;
      readonly testSamples: number;
      /** {@link McNemarResult.pValue}, adjusted by Holm for the number of contrasts. */
      readonly adjustedPValue: number;
    } & McNemarResult)
  | { readonly notComparable: string }
);

/** Below it, a difference is called more than chance. */
export const SIGNIFICANCE_LEVEL = 0.05;

/** The most runs that 80 columns have room for, and whose colours can be told apart. */
export const MOST_COMPARED = 6;

/** Compares runs by what they have; they may still be running, or have failed. */
export function compareRuns(runs: readonly ComparableRun[]): Comparison {
  const [first, ...others] = runs;
  return {
    runs: runs.map(({ view }) => summarize(view)),
    differences: configDifferences(runs),
    contrasts: first ? adjust(others.map((other) => contrast(first, other))) : [],
  };
}

function summarize(view: RunView): ComparedRun {
  const { runId, status, reason, members, config } = view;
  return {
    runId,
    status,
    reason,
    dataset: { name: config.dataset.name, synthetic: config.dataset.synthetic },
    epochs: epochSpreads(members),
    result: resultOf(view),
  };
}

function epochSpreads(members: readonly MemberView[]): EpochSpread[] {
  const byEpoch = Map.groupBy(
    members.flatMap(({ epochs }) => epochs),
    ({ epoch }) => epoch,
  );
  return [...byEpoch]
    .map(([epoch, epochs]) => ({
      epoch,
      members: epochs.length,
      loss: spreadOf(epochs.map(({ loss }) => loss)),
      accuracy: spreadOf(epochs.map(({ accuracy }) => accuracy)),
    }))
    .toSorted((one, other) => one.epoch - other.epoch);
}

function resultOf(view: RunView): ResultSummary {
  const { members, config, submittedMs, finishedMs, result } = view;
  // A backup may be one more than count: then the result says which do.
  const counted: readonly { testAccuracy?: number }[] = result?.members ?? members;
  const accuracies = counted.flatMap(({ testAccuracy }) => testAccuracy ?? []);
  const memberAccuracy = accuracies.length > 0 ? spreadOf(accuracies) : null;
  const ensembleAccuracy = result?.accuracy ?? null;
  const gainOver = (accuracy: number | undefined) =>
    ensembleAccuracy === null || accuracy === undefined ? null : ensembleAccuracy - accuracy;
  return {
    members: config.members.count,
    membersDone: accuracies.length,
    memberAccuracy,
    ensembleAccuracy,
    gainOverBest: gainOver(memberAccuracy?.most),
    gainOverMean: gainOver(memberAccuracy?.mean),
    wallSeconds: finishedMs === undefined ? null : (finishedMs - submittedMs) / 1000,
    imagesPerSecond: imagesPerSecond(members.flatMap(({ epochs }) => epochs)),
  };
}

function imagesPerSecond(epochs: readonly EpochView[]): number | null {
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  const images = epochs.reduce((sum, epoch) => sum + epoch.seconds * epoch.samplesPerSecond, 0);
  return seconds > 0 ? images / seconds : null;
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, least: Math.min(...values), most: Math.max(...values) };
}

function contrast(one: ComparableRun, other: ComparableRun): Contrast {
  const [first, second] = [one.view.runId, other.view.runId];
  const differ = (name: string) => ({ first, second, notComparable: `their ${name} differ` });
  const [dataset, otherDataset] = [one.view.config.dataset, other.view.config.dataset];
  if (dataset.sha256 !== otherDataset.sha256) return differ('datasets');
  if (dataset.testLimit !== otherDataset.testLimit) return differ('numbers of test samples');
  if (typeof one.correct === 'string') return { first, second, notComparable: one.correct };
  if (typeof other.correct === 'string') return { first, second, notComparable: other.correct };
  const result = mcnemarTest(one.correct, other.correct);
  const testSamples = one.correct.length;
  const gain = (result.onlySecond - result.onlyFirst) / testSamples;
  return { first, second, gain, testSamples, adjustedPValue: result.pValue, ...result };
}

function adjust(contrasts: readonly Contrast[]): Contrast[] {
  const tested = contrasts.filter((contrast) => 'pValue' in contrast);
  const adjusted = holmAdjusted(tested.map(({ pValue }) => pValue));
  return contrasts.map((contrast) =>
    'pValue' in contrast
      ? { ...contrast, adjustedPValue: adjusted[tested.indexOf(contrast)]! }
      : contrast,
  );
}
