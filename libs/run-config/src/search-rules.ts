/** Rules about a search. */
import { nearest } from '@chorus/errors/nearest';
import { refusalOf } from './allowed-values.ts';
import { mayHaveValidation } from './combining-rules.ts';
import { GROUP_SECTIONS } from './member-groups.ts';
import { fewestOfSearch } from './needed-members.ts';
import type { Rule } from './rule.ts';
import type { SearchRange } from './search-section.ts';
import type { GroupOrTrial } from './search-trials.ts';
import { settingAt, SETTINGS, type Setting, type SettingPath } from './settings.ts';

/** Settings that members may differ in. */
const SEARCHABLE = SETTINGS.filter(
  ({ section, path }) =>
    (GROUP_SECTIONS as readonly string[]).includes(section) || path === 'members.dataShare',
);

/** Every rule about a search. */
export const SEARCH_RULES: readonly Rule[] = [
  {
    settings: ['members.search'],
    check: ({ members: { search } }) => !search || search.keep <= search.trials,
    message: (place, { members: { search } }) =>
      `${place('members.search', ['keep'])} is ${search?.keep}, but must be at most ${search?.trials}: the trials`,
  },
  {
    settings: ['members.search'],
    check: ({ members: { search } }) => firstMistake(search?.ranges) === undefined,
    message(place, { members: { search } }) {
      const [path, words] = firstMistake(search?.ranges) ?? ['', ''];
      return `${place('members.search', ['ranges', path])} ${words}`;
    },
  },
  {
    settings: ['members.search', 'members.groups'],
    // What is submitted has the trials of its search as groups.
    check: ({ members: { search, groups = [] } }) =>
      !search || groups.every((group: GroupOrTrial) => group.values !== undefined),
    message: (place) =>
      `${place('members.search')} and ${place('members.groups')} exclude each other: the trials of a search are ` +
      'its groups',
  },
  {
    settings: ['members.search', 'dataset.validationSplit', 'members.folds'],
    check: (document, data) =>
      !document.members.search ||
      document.members.folds !== undefined ||
      mayHaveValidation(document, data),
    message: (place) =>
      `${place('members.search')} ranks trials on held-out samples, of which there are none: set ` +
      'dataset.validationSplit, such as 0.1, or members.folds, such as 5',
  },
  {
    settings: ['faults.minMembers', 'members.search'],
    check: ({ members, faults: { minMembers = Infinity } }) =>
      minMembers >= (fewestOfSearch(members) ?? 0),
    message: (place, { members, faults }) =>
      `${place('faults.minMembers')} is ${faults.minMembers}, but must be at least ${fewestOfSearch(members)}, so that ` +
      `as many trials are whole as are kept: ${members.search?.keep}`,
  },
  withoutSearch(
    'members.snapshots',
    ({ members }) => members.snapshots,
    'each trial is a training of its own',
  ),
  withoutSearch(
    'faults.backups',
    ({ faults }) => faults.backups,
    'the first trials to finish would be those that are trained fastest',
  ),
  withoutSearch(
    'combining.stopWhenGainBelow',
    ({ combining }) => combining.stopWhenGainBelow !== undefined,
    'the ensemble is chosen when all trials are done',
  ),
  withoutSearch(
    'combining.weights',
    ({ combining }) => combining.weights !== undefined,
    'which members the ensemble has is not known before',
  ),
];

function withoutSearch(path: SettingPath, isSaid: Rule['check'], why: string): Rule {
  return {
    settings: ['members.search', path],
    check: (document, data) => !document.members.search || !isSaid(document, data),
    message: (place) => `${place('members.search')} and ${place(path)} exclude each other: ${why}`,
  };
}

type Mistake = readonly [path: string, words: string];

function firstMistake(ranges: Readonly<Record<string, SearchRange>> = {}): Mistake | undefined {
  for (const [path, range] of Object.entries(ranges)) {
    const words = mistakeIn(range, path);
    if (words !== undefined) return [path, words];
  }
  return undefined;
}

function mistakeIn(range: SearchRange, path: string): string | undefined {
  const setting = settingAt(path);
  if (!setting || !SEARCHABLE.includes(setting)) {
    return `is no setting that members may differ in: ${remedyFor(path)}`;
  }
  if (!('choice' in range) && setting.kind !== 'number') {
    return 'has values that are no numbers: list them, as in {choice: [a, b]}';
  }
  const values = valuesOf(range);
  const wrong = values.find((value) => !takes(setting, value));
  return wrong === undefined ? undefined : refusalOf(setting, wrong);
}

/** What of a range shows whether all of it is allowed. */
function valuesOf(range: SearchRange): readonly unknown[] {
  if ('choice' in range) return range.choice;
  return 'log' in range ? range.log : range.uniform;
}

function takes({ schema }: Setting, value: unknown): boolean {
  return value !== undefined && schema.safeParse(value).success;
}

function remedyFor(path: string): string {
  const paths = SEARCHABLE.map((setting) => setting.path);
  const guess = nearest(path, paths);
  return guess
    ? `did you mean '${guess}'?`
    : `it must be one of network, training or augmentation, such as training.learningRate`;
}
