import type { Gpu } from '@chorus/machine';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { planProcesses } from './plan-processes.ts';

const noGpu = { CUDA_VISIBLE_DEVICES: '-1' };
const gpu = (id: string) => ({ id, name: 'a GPU', memoryBytes: undefined });

afterEach(() => void vi.unstubAllEnvs());

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
  '$members members of $threads threads on $cores cores, without a GPU',
  ({ members, threads, cores, expected }) => {
    const plan = planProcesses(members, threads, { cores, gpus: [] });
    expect(plan).toEqual(expected.map((places) => ({ members: places, environment: noGpu })));
  },
);

describe('each GPU has a process', () => {
  const of = (gpus: readonly Gpu[] | undefined) => {
    const plan = planProcesses(3, 1, { cores: 8, gpus });
    return plan.map(({ members, environment }) => [members, environment]);
  };
  const both = [
    [[0, 2], { CUDA_VISIBLE_DEVICES: 'GPU-a' }],
    [[1], { CUDA_VISIBLE_DEVICES: 'GPU-b' }],
  ];

  test('that is listed', () => {
    expect(of([gpu('GPU-a'), gpu('GPU-b')])).toEqual(both);
  });

  test('that only CUDA_VISIBLE_DEVICES names, where nobody can list them', () => {
    vi.stubEnv('CUDA_VISIBLE_DEVICES', 'GPU-a,GPU-b');
    expect(of(undefined)).toEqual(both);
  });

  test('that CUDA shows first, where nobody knows of any', () => {
    vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
    expect(of(undefined)).toEqual([[[0, 1, 2], {}]]);
  });
});
