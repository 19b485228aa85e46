import type { FinishedRun } from '@chorus/run-files';
import { expect, test } from 'vitest';
import { chooseMembers } from './choose-members.ts';

/** A run whose member 2 was given up. */
const run = {
  runId: 'run-1',
  members: [1, 3, 4].map((member) => ({ member })),
} as unknown as FinishedRun;

test('without a word all members of the ensemble are chosen', () => {
  expect(chooseMembers(run, undefined)).toEqual([1, 3, 4]);
});

test('members stand in the order of the report, however they are named', () => {
  expect(chooseMembers(run, '4, 1')).toEqual([1, 4]);
});

test.for([
  ['', "--members '' must be numbers of members with commas between them, such as 1,3"],
  ['1,one', "--members '1,one' must be numbers of members with commas between them, such as 1,3"],
  ['1,', "--members '1,' must be numbers of members with commas between them, such as 1,3"],
  ['3,1,3', "--members '3,1,3' names member 3 twice: name each once"],
  ['1,2', "--members '1,2' names 2, but the ensemble of run run-1 has 1, 3, 4"],
] as const)('%j is refused in one line', ([text, message]) => {
  expect(() => chooseMembers(run, text)).toThrow(message);
});
