import { expect, test } from 'vitest';
import { parseCores } from './cores.ts';

test.each([
  ["pid 12's current affinity list: 0,1\n", [0, 1]],
  ["pid 12's current affinity list: 2-4,8,10-11\n", [2, 3, 4, 8, 10, 11]],
])('the cores of %j', (line, cores) => {
  expect(parseCores(line)).toEqual(cores);
});
