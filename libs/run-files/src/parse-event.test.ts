import { sampleConfig } from '@chorus/run-config/testing';
import { expect, test } from 'vitest';
import { parseEvent } from './parse-event.ts';

const event = { sequence: 7, timeMs: 1.5, runId: 'r' };

test('a member that an older version added, for one that lagged, is a backup of that one', () => {
  const former = { ...event, type: 'added', member: 3, lagging: 2 };
  const now = { ...event, type: 'added', member: 3, backupOf: 2 };
  expect(parseEvent(JSON.stringify(former))).toEqual(now);
  expect(parseEvent(JSON.stringify(now))).toEqual(now);
});

test('a submission of an older version, which listed seeds, says of each member where it begins', () => {
  const config = sampleConfig({ members: { snapshots: true }, training: { epochs: 5 } });
  const former = { ...event, type: 'submitted', config, memberSeeds: [7, 7] };
  const members = [{ seed: 7 }, { seed: 7, continues: { member: 1, epochs: 5 } }];
  const now = { ...event, type: 'submitted', config, members };
  expect(parseEvent(JSON.stringify(former))).toEqual(now);
  expect(parseEvent(JSON.stringify(now))).toEqual(now);
});
