/** The parts of a report that set things side by side: rules, members and ensembles of some of them, samples to look at. */
import type { CombiningWish } from '@chorus/ensemble';
import { configOfGroup, givenPredictionsOf, type RunConfig } from '@chorus/proto';
import {
  formatRule,
  rankRows,
  type EpochView,
  type LeaderboardReport,
  type MemberReport,
  type NotableSample,
  type Report,
  type RulesReport,
  type ScoreReport,
  type UnrankedRow,
} from '@chorus/run-view';
import type {
  EvaluatedEnsemble,
  EvaluatedRule,
  EvaluatedSample,
} from '../arithmetic/evaluate-ensemble.ts';

/** What a member cost. */
export interface MemberCost {
  readonly member: number;
  /** The time of its epochs together. */
  readonly trainSeconds: number;
  /** The time that the test samples took to predict; undefined where its worker did not tell it. */
  readonly predictSeconds: number | undefined;
  /** The values of its weights. */
  readonly parameters: number;
}

const FLOAT32_BYTES = 4;

/** What a member cost that is of this group: one that is predictions alone has no parameters. */
export function costOf(
  {
    member,
    epochs,
    predictSeconds,
  }: Pick<MemberReport, 'member' | 'predictSeconds'> & {
    readonly epochs: readonly EpochView[];
  },
  config: RunConfig,
  group: number | undefined,
): MemberCost {
  const trainSeconds = total(epochs.map(({ seconds }) => seconds));
  const hasModel = givenPredictionsOf(config, { group }) === undefined;
  const parameters = hasModel ? configOfGroup(config, group).network.parameters : 0;
  return { member, trainSeconds, predictSeconds, parameters };
}

/** @param samples those by which they were compared */
export function reportRules(
  rules: readonly EvaluatedRule[],
  samples: number,
): RulesReport | undefined {
  const [declared, ...others] = rules;
  if (!declared) return undefined;
  return {
    declared: nameOf(declared.wish),
    samples,
    validation: rules.map(({ wish, validation }) => ({ ...nameOf(wish), ...validation })),
    notChosen: others.map(({ wish, test }) => ({ ...nameOf(wish), ...test })),
  };
}

/** Every member, the first m of them together for each m from 2, and the rules. */
export function reportLeaderboard(
  costs: readonly MemberCost[],
  { worth, first, validated, rules, ensemble }: EvaluatedEnsemble,
): LeaderboardReport {
  const row = (
    name: Pick<UnrankedRow, 'kind' | 'name'>,
    positions: readonly number[],
    test: ScoreReport,
    validation: ScoreReport | undefined,
  ): UnrankedRow => {
    const of = positions.map((position) => costs[position]!);
    const parameters = total(of.map((cost) => cost.parameters));
    const predicting = of.flatMap(({ predictSeconds }) => predictSeconds ?? []);
    return {
      ...name,
      members: of.map(({ member }) => member),
      ...(validation && { validation }),
      test,
      trainSeconds: total(of.map((cost) => cost.trainSeconds)),
      ...(predicting.length === of.length && { predictSeconds: total(predicting) }),
      parameters,
      weightBytes: parameters * FLOAT32_BYTES,
    };
  };
  const all = [...costs.keys()];
  const ofRules = rules.map(({ wish, combination, test, validation }) => {
    const { weights } = combination;
    const used = weights ? all.filter((position) => weights[position]! > 0) : all;
    return row({ kind: 'rule', name: formatRule(nameOf(wish)) }, used, test, validation);
  });
  const { accuracy, nll, method } = ensemble;
  const alone = row({ kind: 'rule', name: method }, all, { accuracy, nll }, undefined);
  return rankRows(
    [
      ...(ofRules.length > 0 ? ofRules : [alone]),
      ...all
        .slice(1, -1)
        .map((last) =>
          row(
            { kind: 'first', name: `first ${last + 1}` },
            all.slice(0, last + 1),
            first[last]!,
            validated?.first[last],
          ),
        ),
      ...worth.map(({ testAccuracy, testLoss }, position) =>
        row(
          { kind: 'member', name: `member ${costs[position]!.member}` },
          [position],
          { accuracy: testAccuracy, nll: testLoss },
          validated?.alone[position],
        ),
      ),
    ],
    validated?.leaveOut?.map((position) => costs[position]!.member) ?? null,
  );
}

/** What the report shows of a notable sample beside its figures. */
export type ShownOf = (index: number) => Pick<NotableSample, 'name' | 'picture' | 'values'>;

/**
 * @param classes names of the classes
 * @param shownOf default: none is shown
 */
export function reportNotable(
  { predicted, disputed, sureButWrong }: EvaluatedEnsemble,
  labels: Int32Array,
  classes: readonly string[],
  shownOf: ShownOf = () => ({}),
): NonNullable<Report['notable']> {
  const noted = ({ index, confidence, votes }: EvaluatedSample): NotableSample => ({
    index,
    actual: classes[labels[index]!]!,
    predicted: classes[predicted[index]!]!,
    confidence,
    votes: votes
      .map((members, k) => ({ class: classes[k]!, members }))
      .filter(({ members }) => members > 0)
      .toSorted((one, other) => other.members - one.members),
    ...shownOf(index),
  });
  return { disputed: disputed.map(noted), sureButWrong: sureButWrong.map(noted) };
}

function nameOf({ rule, calibration = 'none' }: CombiningWish) {
  return { rule, calibration };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
