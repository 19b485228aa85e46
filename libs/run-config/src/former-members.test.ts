import { expect, test } from 'vitest';
import { sampleConfig } from '../testing/sample-config.ts';
import { liftMembers } from './former-members.ts';
import { resolveMembers } from './run-member.ts';

test('members of which a journal has the seeds keep these, whatever they would be today', () => {
  expect(liftMembers(sampleConfig(), [7, 8])).toEqual([{ seed: 7 }, { seed: 8 }]);
});

test('members of one training continue each other, as they did before it was said of each', () => {
  const config = sampleConfig({ members: { count: 3, snapshots: true } });
  const members = resolveMembers(config);
  expect(
    liftMembers(
      config,
      members.map(({ seed }) => seed),
    ),
  ).toEqual(members);
});
