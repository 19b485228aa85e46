import { expect, test } from 'vitest';
import { planProcesses } from './plan-processes.ts';

const noGpu = { CUDA_VISIBLE_DEVICES: '-1' };
const gpu = (id: string | undefined) => ({ id, name: 'a GPU', memoryBytes: undefined });

test.for([
  {
    members: 5,
    threads: 1,
    cores: 2,
    expected: [
      [0, 2, 4],
      [1, 3],
    ],
  },
  { members: 2, threads: 1, cores: 8, expected: [[0], [1]] },
  { members: 3, threads: 4, cores: 2, expected: [[0, 1, 2]] }, // of another machine
  {
    members: 4,
    threads: 2,
    cores: 5,
    expected: [
      [0, 2],
      [1, 3],
    ],
  },
])(
  '$members members of $threads threads on $cores cores',
  ({ members, threads, cores, expected }) => {
    const plan = planProcesses(members, threads, { cores, gpus: [] });
    expect(plan).toEqual(expected.map((places) => ({ members: places, environment: noGpu })));
  },
);

test('each GPU has a process; those without names are left to CUDA, which gives the first', () => {
  const of = (...ids: (string | undefined)[]) => {
    const plan = planProcesses(3, 1, { cores: 1, gpus: ids.map(gpu) });
    return plan.map(({ members, environment }) => [members, environment]);
  };
  expect(of('GPU-a', 'GPU-b')).toEqual([
    [[0, 2], { CUDA_VISIBLE_DEVICES: 'GPU-a' }],
    [[1], { CUDA_VISIBLE_DEVICES: 'GPU-b' }],
  ]);
  expect(of(undefined)).toEqual([[[0, 1, 2], {}]]);
});
