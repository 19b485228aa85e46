import {
  accuracy,
  argMax,
  classAccuracies,
  confidenceOf,
  fitCombination,
  meanCrossEntropy,
  mostDisputed,
  ofFirstMembers,
  RunningUncertainties,
  startCombining,
  surestErrors,
  type ClassIndices,
  type CombiningWish,
  type Votes,
} from '@chorus/ensemble';
import type { EnsembleReport, MemberReport, ScoreReport } from '@chorus/run-view';
import { compareRules, scoreOf, type ComparedRule } from './compare-rules.ts';
import { ensembleFigures } from './ensemble-figures.ts';
import { openFolder, type Gathered } from './gathered.ts';
import { readToFit, type ValidationSource } from './read-validated.ts';
import { rankTrials, type RankedTrial, type SearchInput } from './rank-trials.ts';
import { validateMembers, type ValidatedMembers } from './validate-members.ts';

/** Test samples of each kind that are worth a look. */
const MOST_NOTABLE = 12;

/** Members' predictions on the test samples, and on the validation samples if there are any. */
export interface EnsembleInput extends Omit<Gathered, 'combination'> {
  /** How the members are to be combined. */
  readonly combining: CombiningWish;
  /** The test samples that the report shows. */
  readonly samples: readonly number[];
  /** The held-out samples, and what the members, in their order, predict of them. */
  readonly validation?: Pick<ValidationSource, 'labels' | 'folds' | 'members'>;
  /** The search whose best trials make the ensemble; undefined: all members do. */
  readonly search?: SearchInput;
}

/** What one member's predictions are worth. */
export type MemberWorth = Pick<MemberReport, 'testLoss' | 'testAccuracy' | 'classAccuracies'>;

/** One way of combining the members, with its worth on both sets. */
export interface EvaluatedRule extends ComparedRule {
  readonly test: ScoreReport;
}

/** A test sample worth a look. */
export interface EvaluatedSample {
  readonly index: number;
  /** The probability of the class that the ensemble chose. */
  readonly confidence: number;
  /** How many members chose each class, [classes]. */
  readonly votes: readonly number[];
}

/** What members' predictions are worth, together and each. */
export interface EvaluatedEnsemble {
  /** The members that the ensemble consists of, in their order. */
  readonly members: readonly number[];
  /** How the trials of a search were ranked; absent where nothing is searched. */
  readonly trials?: readonly RankedTrial[];
  readonly ensemble: EnsembleReport;
  /** The ensemble's choice, [samples]. */
  readonly predicted: ClassIndices;
  /** Each member's, in their order. */
  readonly worth: readonly MemberWorth[];
  /** What each member takes the images shown for, [members][images]. */
  readonly votes: readonly number[][];
  /** The first m members together, m from 1, on the test samples. */
  readonly first: readonly ScoreReport[];
  /** Absent without samples that are held out for all members. */
  readonly validated?: ValidatedMembers;
  /** The ways of combining them, the declared one first; none without held-out samples, or where members are in no sweep. */
  readonly rules: readonly EvaluatedRule[];
  /** Test samples that members disagree about most. */
  readonly disputed: readonly EvaluatedSample[];
  /** Test samples of which the ensemble is most sure although their label says otherwise. */
  readonly sureButWrong: readonly EvaluatedSample[];
}

/**
 * Combines predictions on the test samples and measures what comes of it. C4 and C8: what it says comes from the accepted predictions
 * and the labels alone, in member order. What is chosen or fitted is so before a prediction of the test samples is read; those of
 * trials that are not chosen are not read at all.
 *
 * @throws ChorusError `not-found` or `corrupt` when predictions are not those that were accepted
 */
export function evaluateEnsemble(asked: EnsembleInput): EvaluatedEnsemble {
  const trials = asked.search && rankTrials(asked.search, asked);
  const input = trials ? ofKept(asked, trials) : asked;
  const { members, labels, classes, samples, combining } = input;
  const shape = [labels.length, classes] as const;
  const folder = openFolder(input);
  const validation = input.validation && readToFit({ ...input, ...input.validation });
  const combination = fitCombination(combining, validation, classes);
  const ofFirst = ofFirstMembers(combination);
  const compared = validation ? compareRules(combining, combination, validation, classes) : [];
  const others = compared.slice(1).map((rule) => startCombining(rule.combination, shape));
  const running = startCombining(combination, shape);
  const runningFirst = startCombining(ofFirst, shape);
  const uncertainty = new RunningUncertainties(shape);
  const worth: MemberWorth[] = [];
  const chosen: ClassIndices[] = [];
  const first: ScoreReport[] = [];
  for (const { member, predictionsSha256 } of members) {
    const predictions = folder.readPredictions(member, shape, predictionsSha256);
    for (const each of [running, runningFirst, ...others]) each.add(predictions);
    first.push(scoreOf(runningFirst.scores(), labels, classes));
    const predicted = uncertainty.add(predictions);
    chosen.push(predicted);
    worth.push({
      testLoss: meanCrossEntropy(predictions, labels, classes),
      testAccuracy: accuracy(predicted, labels),
      classAccuracies: classAccuracies(predicted, labels, classes),
    });
  }
  const scores = running.scores();
  const predicted = argMax(scores, classes);
  return {
    members: members.map(({ member }) => member),
    ...(trials && { trials }),
    ensemble: ensembleFigures({
      combination,
      scores,
      predicted,
      labels,
      classes,
      chosen,
      uncertainty,
      accuracyByMembers: first.map((score) => score.accuracy),
    }),
    predicted,
    worth,
    votes: chosen.map((own) => samples.map((index) => own[index]!)),
    first,
    // Single members that leave out folds have predicted no samples together.
    ...(validation &&
      !validation.folded && { validated: validateMembers(validation, ofFirst, classes) }),
    rules: compared.map((rule, index) => ({
      ...rule,
      test: scoreOf([running, ...others][index]!.scores(), labels, classes),
    })),
    ...notableSamples(uncertainty.votes, scores, predicted, labels, classes),
  };
}

/** The members of the trials that are kept. */
function ofKept(input: EnsembleInput, trials: readonly RankedTrial[]): EnsembleInput {
  const kept = new Set(trials.flatMap((trial) => (trial.kept ? trial.members : [])));
  const { members, validation } = input;
  const isKept = ({ member }: { readonly member: number }) => kept.has(member);
  return {
    ...input,
    members: members.filter(isKept),
    ...(validation && {
      validation: { ...validation, members: validation.members.filter(isKept) },
    }),
  };
}

function notableSamples(
  votes: Votes,
  scores: Float64Array,
  predicted: ClassIndices,
  labels: ClassIndices,
  classes: number,
): Pick<EvaluatedEnsemble, 'disputed' | 'sureButWrong'> {
  const noted = (index: number): EvaluatedSample => ({
    index,
    confidence: confidenceOf(scores, predicted, index, classes),
    votes: [...votes.counts.subarray(index * classes, (index + 1) * classes)],
  });
  return {
    disputed: mostDisputed(votes, scores, MOST_NOTABLE).map(noted),
    sureButWrong: surestErrors(scores, labels, classes, MOST_NOTABLE).map(noted),
  };
}
