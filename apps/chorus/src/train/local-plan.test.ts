import { expect, test } from 'vitest';
import { planLocalWorkers } from './local-plan.ts';

const GIB = 2 ** 30;

test.for([
  [
    'no more processes than there is memory for, beside the coordinator',
    { memoryBytes: 3.4 * GIB, members: 4, cores: 4, gpus: 0 },
    [2, 1, 2],
  ],
  [
    'one process with little memory',
    { memoryBytes: GIB / 2, members: 4, cores: 4, gpus: 0 },
    [1, 1, 4],
  ],
  ['a process per core', { members: 4, cores: 2, gpus: 0 }, [2, 1, 1]],
  ['no more processes than members', { members: 2, cores: 8, gpus: 0 }, [2, 1, 4]],
  [
    'one process with a slot per GPU, a thread for each',
    { members: 16, cores: 32, gpus: 8 },
    [1, 8, 1],
  ],
  ['no more slots than members', { members: 2, cores: 32, gpus: 8 }, [1, 2, 1]],
  [
    'threads that the user says, with GPUs, too',
    { members: 2, cores: 32, gpus: 1, threads: 4 },
    [1, 1, 4],
  ],
  ['as many as the user says', { members: 4, cores: 2, gpus: 0, workers: 3 }, [3, 1, 1]],
  ['threads that the user says', { members: 4, cores: 8, gpus: 0, threads: 3 }, [4, 1, 3]],
] as const)('%s', ([, input, [processes, slots, threads]]) => {
  expect(planLocalWorkers({ memoryBytes: 64 * GIB, ...input })).toEqual({
    processes,
    slots,
    threads,
  });
});
