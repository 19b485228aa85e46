import { expect, test } from 'vitest';
import { sampleConfig } from '../testing/sample-config.ts';
import { memberSpecificationSchema, specifyMember } from './member-specification.ts';
import { resolveMembers } from './run-member.ts';
import { SETTINGS, valueAt } from './settings.ts';

const config = sampleConfig({ members: { count: 2, snapshots: true }, training: { epochs: 5 } });
const [, second] = resolveMembers(config).map((member) => specifyMember(config, member));

test('a specification survives its way as text, and says nothing that is not in the schema', () => {
  expect(memberSpecificationSchema.parse(JSON.parse(JSON.stringify(second)))).toEqual(second);
  expect(second).toMatchObject({
    seed: expect.any(Number),
    continues: { member: 1, epochs: 5 },
    dataset: { sha256: config.dataset.sha256, trainLimit: 1000 },
  });
});

test('every setting that shapes the result of a member is in its specification', () => {
  // What decides which members there are, and which of them count, is the run's own.
  const ofTheRun = ['members', 'combining', 'faults'];
  const missing = SETTINGS.filter(({ path }) => valueAt(config, path) !== undefined)
    .filter(({ shapesResult, section }) => shapesResult && !ofTheRun.includes(section))
    .filter(({ path }) => valueAt(second as never, path) !== valueAt(config, path))
    .map(({ path }) => path);
  expect(missing).toEqual([]);
});
