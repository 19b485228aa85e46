/** Rules about how members are combined. */
import { MOST_STACKING_FEATURES, needsValidation, weightsProblem } from '@chorus/ensemble';
import { combiningWish } from './combining-section.ts';
import { ensembleSize } from './needed-members.ts';
import type { Fitting, Place, Rule } from './rule.ts';
import type { RunDocument } from './run-document.ts';
import { flagOf } from './settings.ts';

export const COMBINING_RULES: readonly Rule[] = [
  {
    settings: [
      'combining.rule',
      'combining.calibration',
      'dataset.validationSplit',
      'members.folds',
    ],
    check: (document, data) =>
      !isFitted(document) ||
      document.members.folds !== undefined ||
      mayHaveValidation(document, data),
    message: (place, document) =>
      `${placeOfFitted(place, document)} needs ${flagOf('dataset.validationSplit')}, such as 0.1, or ` +
      `${flagOf('members.folds')}, such as 5: it is fitted on held-out samples`,
  },
  {
    settings: ['combining.rule', 'combining.weights'],
    check: ({ combining: { rule, weights } }) => rule !== 'weighted' || weights !== undefined,
    message: (place) =>
      `${place('combining.rule')} weighted needs ${flagOf('combining.weights')}: one per member, summing to 1`,
  },
  {
    settings: ['combining.weights', 'combining.rule'],
    check: ({ combining: { rule, weights } }) => weights === undefined || rule === 'weighted',
    message: (place) =>
      `${place('combining.weights')} is for ${flagOf('combining.rule')} weighted: name that rule, or leave the weights out`,
  },
  {
    settings: ['combining.weights', 'members.count'],
    check: ({ combining: { weights }, members }) =>
      weights === undefined ||
      members.search !== undefined ||
      weightsProblem(weights, members.count) === undefined,
    message: (place, { combining: { weights }, members }) =>
      `${place('combining.weights')}: the weights ${weightsProblem(weights ?? [], members.count)}; ` +
      'give one per member, from 0 to 1, that sum to 1',
  },
  {
    settings: [
      'combining.weights',
      'combining.stopWhenGainBelow',
      'faults.minMembers',
      'faults.backups',
      'members.count',
    ],
    check: ({ combining, faults, members }) =>
      combining.weights === undefined ||
      (combining.stopWhenGainBelow === undefined &&
        !faults.backups &&
        (faults.minMembers ?? members.count) === members.count),
    message: (place) =>
      `${place('combining.weights')} weighs members that must all be trained: leave out ` +
      `${place('combining.stopWhenGainBelow')}, ${place('faults.minMembers')} and ${place('faults.backups')}`,
  },
  {
    settings: ['combining.rule', 'members.count'],
    check: ({ combining, members }, { classes }) =>
      combining.rule !== 'stacking' ||
      stackedOf(members) * (classes?.length ?? 0) <= MOST_STACKING_FEATURES,
    message: (place, { members }, { classes }) =>
      `${place('combining.rule')} stacking takes ${MOST_STACKING_FEATURES} ${members.folds ? 'sweeps of members' : 'members'} times ` +
      `classes at most, not ${stackedOf(members)} times ${classes?.length}: choose greedy, or train fewer members`,
  },
];

/** How many members stacking is fitted to: of those that leave out folds each sweep counts as one. */
function stackedOf(members: RunDocument['members']): number {
  return Math.floor(ensembleSize(members) / (members.folds ?? 1));
}

/** Whether something about the combination is fitted. */
export function isFitted({ combining }: Pick<RunDocument, 'combining'>): boolean {
  return needsValidation(combiningWish(combining));
}

/** Who asked for something that is fitted, and for what. */
export function placeOfFitted(place: Place, { combining }: RunDocument): string {
  const { rule = 'sum', calibration } = combining;
  return calibration === undefined || needsValidation({ rule })
    ? `${place('combining.rule')} ${rule}`
    : `${place('combining.calibration')} ${calibration}`;
}

/** Whether samples are held out, as far as that is known before the data is opened. */
export function mayHaveValidation(
  { dataset }: RunDocument,
  { classes, validationSamples }: Fitting,
): boolean {
  return (
    dataset.validationSplit > 0 ||
    validationSamples !== undefined ||
    (classes === undefined && dataset.path !== undefined)
  );
}
