import { expect, test } from 'vitest';
import { parseEvent } from './parse-event.ts';

const event = { sequence: 7, timeMs: 1.5, runId: 'r' };

test('a member that an older version added, for one that lagged, is a backup of that one', () => {
  const former = { ...event, type: 'added', member: 3, lagging: 2 };
  const now = { ...event, type: 'added', member: 3, backupOf: 2 };
  expect(parseEvent(JSON.stringify(former))).toEqual(now);
  expect(parseEvent(JSON.stringify(now))).toEqual(now);
});
