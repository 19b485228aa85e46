import { deriveSeed } from '@chorus/data';
import { describe, expect, test } from 'vitest';
import { sampleConfig } from '../testing/sample-config.ts';
import { mostAtOnce, checkContinues, resolveMember, resolveMembers } from './run-member.ts';
import type { RunMember } from './run-member.ts';

const apart = sampleConfig({ members: { count: 3, seed: 7 }, training: { epochs: 5 } });
const chain = sampleConfig({
  members: { count: 3, seed: 7, snapshots: true },
  training: { epochs: 5 },
});
const seedOf = (member: number) => deriveSeed(7, 'member', member);

test('members that know nothing of each other have seeds of their own, also one that is added', () => {
  expect(resolveMembers(apart)).toEqual([1, 2, 3].map((member) => ({ seed: seedOf(member) })));
  expect(resolveMember(apart, 4)).toEqual({ seed: seedOf(4) });
});

test('snapshots of one training have its seed, and each continues the one before after all its epochs', () => {
  expect(resolveMembers(chain)).toEqual([
    { seed: seedOf(1) },
    { seed: seedOf(1), continues: { member: 1, epochs: 5 } },
    { seed: seedOf(1), continues: { member: 2, epochs: 10 } },
  ]);
});

test('so many members are trained at once as do not wait for each other', () => {
  expect(mostAtOnce(resolveMembers(apart))).toBe(3);
  expect(mostAtOnce(resolveMembers(chain))).toBe(1);
  expect(mostAtOnce(continuing(undefined, 1, 1, 2))).toBe(2);
});

describe('a member that could never begin is refused: one that continues', () => {
  test.each([
    [
      'one that is not there',
      [undefined, 4, 1],
      'member 2 continues member 4, but there are 3 members',
    ],
    [
      'itself',
      [undefined, 2],
      'member 2 continues itself, but a member continues one that stands before it',
    ],
    [
      'one that continues it',
      [undefined, 3, 2],
      'member 2 continues member 3, but a member continues one that stands before it',
    ],
  ])('%s', (_, former, message) => {
    expect(() => checkContinues(continuing(...former))).toThrow(
      expect.objectContaining({ code: 'invalid', message }),
    );
  });
});

/** Members that continue these. */
function continuing(...former: (number | undefined)[]): RunMember[] {
  return former.map((member) =>
    member === undefined ? { seed: 1 } : { seed: 1, continues: { member, epochs: 5 } },
  );
}
