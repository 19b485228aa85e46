/** Rules about the members of a run and what they differ in. */
import { groupName, MOST_MEMBERS } from './member-groups.ts';
import type { Rule } from './rule.ts';
import type { RunDocument } from './run-document.ts';

type Members = RunDocument['members'];

/** The number of members that follows from what a run's members are; undefined where it is a number of its own. */
export function impliedCount({
  groups,
  search,
  folds = 1,
}: Pick<Members, 'groups' | 'search' | 'folds'>): number | undefined {
  if (search) return search.trials * folds;
  return groups?.reduce((sum, { count }) => sum + count, 0);
}

/** Every rule about members. */
export const MEMBER_RULES: readonly Rule[] = [
  {
    settings: ['members.count', 'members.groups', 'members.search'],
    check: ({ members }) => (impliedCount(members) ?? members.count) === members.count,
    message: (place, { members }) =>
      `${place('members.count')} is ${members.count}, but the ${members.search ? 'search has' : 'groups have'} ` +
      `${impliedCount(members)} members: leave it out`,
  },
  {
    settings: ['members.groups', 'members.search'],
    check: ({ members }) => (impliedCount(members) ?? 0) <= MOST_MEMBERS,
    message: (place, { members }) =>
      `${place(members.search ? 'members.search' : 'members.groups')} has ${impliedCount(members)} members together, but ` +
      `${MOST_MEMBERS} are the most of a run`,
  },
  {
    settings: ['members.groups'],
    check: ({ members }) => repeatedName(members) === undefined,
    message: (place, { members }) => {
      const [index, name] = repeatedName(members) ?? [0, ''];
      return `${place('members.groups', [index])} is called '${name}', as another one is: give it another name`;
    },
  },
  {
    settings: ['members.groups', 'faults.backups'],
    check: ({ members, faults }) => !(members.groups && faults.backups),
    message: (place) =>
      `${place('members.groups')} and ${place('faults.backups')} exclude each other: of members that differ ` +
      'the first to finish would be those that are trained fastest',
  },
];

function repeatedName({ groups = [] }: Members): [index: number, name: string] | undefined {
  const names = groups.map(groupName);
  const index = names.findIndex((name, place) => names.indexOf(name) < place);
  return index < 0 ? undefined : [index, names[index]!];
}
