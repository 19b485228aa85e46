import {
  foldSweeps,
  gatherOutOfFold,
  type FoldPredictions,
  type ValidationPredictions,
} from '@chorus/ensemble';
import { openFolder } from './gathered.ts';

/** Where members' predictions of held-out samples lie, and what these samples are. */
export interface ValidationSource {
  /** Path of the run's folder. */
  readonly folder: string;
  readonly members: readonly ValidatedMember[];
  /** [samples] */
  readonly labels: Int32Array;
  /** Where members leave out folds, the fold of each sample, from 1. */
  readonly folds?: Uint16Array;
  readonly classes: number;
}

/** A member that is done, with what it predicts of the samples that it is validated on. */
export interface ValidatedMember {
  readonly member: number;
  /** The SHA-256 of these predictions. */
  readonly predictionsSha256: string;
  /** The fold that it has left out, from 1, where there are folds. */
  readonly fold?: number;
  /** Its group, where members differ. */
  readonly group?: number;
}

/** Predictions of samples that took no part in the training that made them. */
export interface Validated {
  /** Of each member, or where members leave out folds of all as if they were one, [samples, classes]. */
  readonly predictions: readonly Float32Array[];
  /** [samples] */
  readonly labels: Int32Array;
}

/**
 * What members predict of the samples that they are validated on.
 *
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that were accepted
 */
export function readValidated(source: ValidationSource): Validated {
  return source.folds ? outOfFold(source, source.folds) : inCommon(source);
}

/** What each member predicts of the samples that are held out for all. */
function inCommon(input: ValidationSource): Validated {
  const { labels, classes } = input;
  const folder = openFolder(input);
  const predictions = input.members.map(({ member, predictionsSha256 }) =>
    folder.validation.readPredictions(member, [labels.length, classes], predictionsSha256),
  );
  return { predictions, labels };
}

/** What the members predict of the folds that they left out, as if one member had: it tells nothing of what one more adds. */
function outOfFold(input: ValidationSource, folds: Uint16Array): Validated {
  const { labels, classes } = input;
  const members = readLeftOut(input, folds);
  const { rows, predictions } = gatherOutOfFold(members, folds, classes);
  return { predictions: [predictions], labels: Int32Array.from(rows, (row) => labels[row]!) };
}

/** What each member predicts of the fold that it left out. */
function readLeftOut(input: ValidationSource, folds: Uint16Array): FoldPredictions[] {
  const folder = openFolder(input);
  return input.members.map(({ member, predictionsSha256, fold = 0 }) => {
    const samples = folds.reduce((count, own) => count + Number(own === fold), 0);
    const shape = [samples, input.classes] as const;
    return {
      fold,
      predictions: folder.validation.readPredictions(member, shape, predictionsSha256),
    };
  });
}

/**
 * What rules and temperatures are fitted on: what each member predicts of the samples that are held out for all, or where
 * members leave out folds what each sweep of them does.
 *
 * @returns undefined where some members are in no sweep
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that were accepted
 */
export function readToFit(source: ValidationSource): ValidationPredictions | undefined {
  const { folds, members, labels, classes } = source;
  if (!folds) return { labels, members: inCommon(source).predictions };
  const sweeps = foldSweeps(
    members.map(({ fold = 0, group }) => ({ fold, group })),
    folds.reduce((most, fold) => Math.max(most, fold), 0),
  );
  if (!sweeps) return undefined;
  const parts = readLeftOut(source, folds);
  const columns = sweeps.map((places) => {
    const own = places.map((place) => parts[place]!);
    return gatherOutOfFold(own, folds, classes).predictions;
  });
  return { labels, members: columns, folded: { folds, sweeps } };
}
