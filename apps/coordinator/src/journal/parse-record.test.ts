import { sampleConfig } from '@chorus/run-config/testing';
import { expect, test } from 'vitest';
import { parseRecord } from './parse-record.ts';
import { ANYBODY } from './principal.ts';

const config = sampleConfig();
const worker = { workerId: 'w', incarnation: 1 };
const ref = { runId: 'r', member: 1, attempt: 1 };

test.each([
  { atMs: 1, type: 'run-submitted', runId: 'r', plan: {}, config, members: [] },
  { atMs: 1, type: 'run-cancelled', runId: 'r' },
  { atMs: 1, type: 'worker-joined', worker, slots: 1, deviceKind: 'd', held: [] },
  { atMs: 1, type: 'worker-left', worker },
  { atMs: 1, type: 'worker-drained', workerId: 'w' },
  { atMs: 1, type: 'attempt-reported', worker, ref, sequence: 1, report: { type: 'predicting' } },
])('$type of a version that asked nobody who they were is by anybody', (record) => {
  expect(parseRecord(JSON.stringify(record))).toEqual({ ...record, by: ANYBODY });
});

test('a submission of a version that listed seeds says of each member where it begins', () => {
  const chain = sampleConfig({ members: { count: 2, snapshots: true }, training: { epochs: 5 } });
  const plan = { members: 2, snapshots: true, epochs: 5 };
  const former = { atMs: 1, type: 'run-submitted', runId: 'r', plan, by: ANYBODY };
  const text = JSON.stringify({ ...former, config: chain, memberSeeds: [7, 7] });
  expect(parseRecord(text)).toEqual({
    ...former,
    config: chain,
    members: [{ seed: 7 }, { seed: 7, continues: { member: 1, epochs: 5 } }],
  });
});

test.each([
  { atMs: 1, type: 'time-passed' },
  { atMs: 1, type: 'run-cancelled', runId: 'r', reason: 'its dataset is gone' },
  { atMs: 1, type: 'run-failed', runId: 'r', reason: 'its folder is gone' },
  { atMs: 1, type: 'worker-silent', worker, silentMs: 15_000 },
  { atMs: 1, type: 'worker-left', worker, by: { name: 'alice' } },
])('$type that the coordinator caused, or that says by whom, stays as it is', (record) => {
  expect(parseRecord(JSON.stringify(record))).toEqual(record);
});
