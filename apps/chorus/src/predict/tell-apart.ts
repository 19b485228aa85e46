import type { PredictionSource } from '@chorus/data/own-data';
import { detect, uncertaintiesOf, type Detection } from '@chorus/ensemble';
import { EnsemblePredictor, pieceSamplesOf, predictSource, sampleOf } from '@chorus/prediction';
import { ChorusError } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';

/** How well the members' uncertainty tells other data, the positive ones, from the run's test samples. */
export interface ToldApart {
  readonly testSamples: number;
  readonly otherSamples: number;
  /** By the entropy of the mean prediction. */
  readonly total: Detection;
  /** By what the members disagree about. */
  readonly mutualInformation: Detection;
}

/** What came of asking about other data. */
export interface TellApartOutcome extends ToldApart {
  /** Why some could not be predicted, each a line. */
  readonly problems: readonly string[];
}

/** How it is done. */
export interface TellApartOptions {
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal: AbortSignal;
}

/**
 * Predicts other data with a run's members, and compares their uncertainty with that on the run's test samples, which they have
 * predicted already.
 *
 * @throws DatasetError, ChorusError; the signal's reason
 */
export async function tellApart(
  run: FinishedRun,
  source: PredictionSource,
  { onProgress, signal }: TellApartOptions,
): Promise<TellApartOutcome> {
  const own = run.members.map(({ member }) => run.predictions(member));
  const testSamples = run.config.dataset.testLimit;
  const test = uncertaintiesOf(own, [testSamples, run.config.dataset.classes.length]);
  const sizes = [pieceSamplesOf(sampleOf(run), source.items)];
  using predictor = await EnsemblePredictor.open(run, { sizes, signal });
  const problems: string[] = [];
  const [total, mutualInformation]: [number[], number[]] = [[], []];
  let done = 0;
  // What the members are uncertain about does not depend on how they are combined.
  for await (const piece of predictSource(predictor, source, { rule: 'sum' }, signal)) {
    const { items, uncertainties } = piece;
    problems.push(...items.flatMap(({ problem }) => problem ?? []));
    for (const value of uncertainties.total) total.push(value);
    for (const value of uncertainties.mutualInformation) mutualInformation.push(value);
    done += items.length;
    onProgress({ done, total: source.items ?? done });
  }
  signal.throwIfAborted();
  if (total.length === 0) {
    throw new ChorusError('invalid', `none of the ${done} samples of --ood can be predicted`);
  }
  return {
    testSamples,
    otherSamples: total.length,
    total: detect(test.total, Float64Array.from(total)),
    mutualInformation: detect(test.mutualInformation, Float64Array.from(mutualInformation)),
    problems,
  };
}
