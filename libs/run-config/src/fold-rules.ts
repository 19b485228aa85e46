/** Rules about folds, of which each member leaves one out. */
import { isFitted, placeOfFitted } from './combining-rules.ts';
import { ensembleSize } from './needed-members.ts';
import type { Rule } from './rule.ts';
import type { RunDocument } from './run-document.ts';
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
    settings: ['combining.rule', 'combining.calibration', 'members.folds', 'members.count'],
    check: (document) => !isFitted(document) || leftOver(document.members) === undefined,
    message(place, document) {
      const { folds } = document.members;
      const { count, name } = leftOver(document.members) ?? { count: 0 };
      const whose = name === undefined ? '' : ` in group '${name}'`;
      return (
        `${placeOfFitted(place, document)} is fitted on out-of-fold predictions, for which ${folds} members, one for each ` +
        `fold, count as one: take a multiple of ${folds} members${whose}, not ${count}`
      );
    },
  },
  {
    settings: ['combining.rule', 'combining.calibration', 'members.folds', 'faults.minMembers'],
    check: (document) =>
      !isFitted(document) ||
      document.members.folds === undefined ||
      document.members.search !== undefined ||
      (document.faults.minMembers ?? Infinity) >= document.members.count,
    message: (place, document) =>
      `${placeOfFitted(place, document)} is fitted on out-of-fold predictions, which lack a fold without each member: ` +
      `leave out ${place('faults.minMembers')}`,
  },
  {
    settings: ['combining.rule', 'members.folds', 'members.count'],
    check: ({ combining, members }) =>
      combining.rule !== 'greedy' || ensembleSize(members) > (members.folds ?? 0),
    message: (place, { members: { folds = 0, search } }) =>
      `${place('combining.rule')} greedy chooses among sweeps of ${folds} members, one for each fold, and there is one: ` +
      (search ? 'keep two trials or more' : `take ${2 * folds} members or more`),
  },
  {
    settings: ['members.folds'],
    check: ({ members }, { validationSamples }) =>
      members.folds === undefined || validationSamples === undefined,
    message: (place, _, { validationSamples }) =>
      `${place('members.folds')} is not for data with a validation split of its own, which has ` +
      `${validationSamples} samples: leave it out`,
  },
];

/** The members, or the first group of them, that are no whole sweeps of folds; undefined when all are. */
function leftOver({
  count,
  folds = 1,
  groups = [],
}: RunDocument['members']): { readonly count: number; readonly name?: string } | undefined {
  const named = groups.map((group, index) => ({
    count: group.count,
    name: group.name ?? `group ${index + 1}`,
  }));
  return (groups.length > 0 ? named : [{ count }]).find((group) => group.count % folds > 0);
}

function withoutFolds(path: SettingPath, isSaid: Rule['check'], why: string): Rule {
  return {
    settings: ['members.folds', path],
    check: (document, data) => document.members.folds === undefined || !isSaid(document, data),
    message: (place) => `${place('members.folds')} and ${place(path)} exclude each other: ${why}`,
  };
}
