/** Rules about members that were trained elsewhere. */
import { isPredictionsFile, type MemberGroup } from './member-groups.ts';
import type { Rule } from './rule.ts';
import type { RunDocument } from './run-document.ts';

/** What a group cannot say of a member that is not trained. */
const OF_TRAINING = ['network', 'training', 'augmentation', 'seed', 'dataShare'] as const;

/** Every rule about members that were trained elsewhere. */
export const GIVEN_RULES: readonly Rule[] = [
  {
    settings: ['members.groups'],
    check: ({ members }) => tooMany(members) === undefined,
    message: (place, { members }) => {
      const [index, { count }] = tooMany(members) ?? [0, { count: 0 }];
      return `${place('members.groups', [index, 'count'])} is ${count}, but a member from elsewhere is one: leave it out`;
    },
  },
  {
    settings: ['members.groups'],
    check: ({ members }) => alsoTrained(members) === undefined,
    message: (place, { members }) => {
      const [index, key] = alsoTrained(members) ?? [0, ''];
      return `${place('members.groups', [index, key])} is of training, and a member from elsewhere is not trained: leave it out`;
    },
  },
  {
    settings: ['members.groups'],
    check: ({ members }) => validationOfModel(members) === undefined,
    message: (place, { members }) =>
      `${place('members.groups', [validationOfModel(members) ?? 0, 'validation'])} is for a member of which there are only ` +
      "predictions: name those of the test samples with from, such as 'from: test.npy', or leave it out",
  },
  {
    settings: ['members.groups', 'members.folds'],
    check: ({ members }) => members.folds === undefined || givenIn(members).length === 0,
    message: (place) =>
      `${place('members.groups')} has a member from elsewhere, and ${place('members.folds')} validates each member on a fold ` +
      'that it was not trained on: leave one of them out',
  },
];

type Members = RunDocument['members'];

function givenIn({ groups = [] }: Members): (readonly [index: number, group: MemberGroup])[] {
  return [...groups.entries()].filter(([, { from }]) => from !== undefined);
}

function tooMany(members: Members) {
  return givenIn(members).find(([, { count }]) => count > 1);
}

/** The group of a member with a model, which needs no predictions of others. */
function validationOfModel({ groups = [] }: Members): number | undefined {
  const index = groups.findIndex(
    ({ from, validation }) =>
      validation !== undefined && (from === undefined || !isPredictionsFile(from)),
  );
  return index < 0 ? undefined : index;
}

function alsoTrained(members: Members): readonly [index: number, key: string] | undefined {
  for (const [index, group] of givenIn(members)) {
    const key = OF_TRAINING.find((own) => group[own] !== undefined);
    if (key) return [index, key];
  }
  return undefined;
}
