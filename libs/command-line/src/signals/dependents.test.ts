import { expect, test } from 'vitest';
import { environmentOfDependent, parentOfDependent } from './dependents.ts';
import { hangupIgnored } from './hangup-ignored.ts';
import { STARTED_BY } from './starters.ts';

test('SIGNAL-5: a dependent watches its parent, to whom it leaves npm and the terminal', () => {
  const started = Object.fromEntries(STARTED_BY.map((name) => [name, 'npm']));
  const environment = environmentOfDependent({ ...started, PATH: '/bin' });
  expect(parentOfDependent(environment)).toBe(process.pid);
  expect(STARTED_BY.filter((name) => name in environment)).toEqual([]);
  expect(hangupIgnored(environment, [])).toBe(true);
  expect(environment['PATH']).toBe('/bin');
});
