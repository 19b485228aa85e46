/** Rules about folds, of which each member leaves one out. */
import type { Rule } from './rule.ts';
import type { SettingPath } from './settings.ts';

/** Every rule about folds. */
export const FOLD_RULES: readonly Rule[] = [
  {
    settings: ['members.folds', 'members.count'],
    check: ({ members }) => (members.folds ?? 0) <= members.count,
    message: (place, { members }) =>
      `${place('members.folds')} is ${members.folds}, but there are ${members.count} members, each of which leaves ` +
      'one out: take as many folds at most',
  },
  withoutFolds(
    'dataset.validationSplit',
    ({ dataset }) => dataset.validationSplit > 0,
    'each member is validated on the fold that it leaves out',
  ),
  withoutFolds(
    'members.snapshots',
    ({ members }) => members.snapshots,
    'a member that goes on from another one has seen its fold',
  ),
  withoutFolds(
    'faults.backups',
    ({ faults }) => faults.backups,
    'a fold would be left out by no member that counts',
  ),
  withoutFolds(
    'combining.stopWhenGainBelow',
    ({ combining }) => combining.stopWhenGainBelow !== undefined,
    'each sample is predicted by a few members, which do not tell what one more adds',
  ),
  {
    settings: ['members.folds'],
    check: ({ members }, { validationSamples }) =>
      members.folds === undefined || validationSamples === undefined,
    message: (place, _, { validationSamples }) =>
      `${place('members.folds')} is not for data with a validation split of its own, which has ` +
      `${validationSamples} samples: leave it out`,
  },
];

function withoutFolds(path: SettingPath, isSaid: Rule['check'], why: string): Rule {
  return {
    settings: ['members.folds', path],
    check: (document, data) => document.members.folds === undefined || !isSaid(document, data),
    message: (place) => `${place('members.folds')} and ${place(path)} exclude each other: ${why}`,
  };
}
