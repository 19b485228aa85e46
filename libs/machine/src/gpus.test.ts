import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chooseGpus, gpusToTrainOn, listGpus } from './gpus.ts';
import { parseNvidiaGpus } from './nvidia-gpus.ts';
import { asksForGpu } from './visible-devices.ts';

const MIB = 2 ** 20;
const TABLE = `0, GPU-aaaa1111, NVIDIA H200, 143771
1, GPU-aaaa2222, NVIDIA H200, 143771
2, GPU-cccc3333, NVIDIA A100-SXM4-40GB, 40960
3, GPU-dddd4444, NVIDIA GB10, [N/A]
`;
/** The third one is split; the first one's line is not in doubt for having a name like a slice's. */
const LIST = `GPU 0: NVIDIA H200 (UUID: GPU-aaaa1111)
GPU 1: NVIDIA H200 (UUID: GPU-aaaa2222)
GPU 2: NVIDIA A100-SXM4-40GB (UUID: GPU-cccc3333)
  MIG 3g.20gb     Device  0: (UUID: MIG-1111-aaaa)
  MIG 1g.5gb      Device  1: (UUID: MIG-2222-bbbb)
GPU 3: NVIDIA GB10 (UUID: GPU-dddd4444)
`;
const ALL = parseNvidiaGpus(TABLE, LIST);

describe('what CUDA_VISIBLE_DEVICES shows', () => {
  test.for<[string, string | undefined, (string | undefined)[]]>([
    [
      'everything when it is not set, a split GPU as its slices',
      undefined,
      ['GPU-aaaa1111', 'GPU-aaaa2222', 'MIG-1111-aaaa', 'MIG-2222-bbbb', 'GPU-dddd4444'],
    ],
    ['nothing when it is empty', '', []],
    ['nothing for -1', '-1', []],
    ['nothing for NoDevFiles', 'NoDevFiles', []],
    ['indices, in the order given', '1,0', ['1', '0']],
    ['indices with spaces around them', ' 0, 1 ', ['0', '1']],
    ['an index by its digits', '+1,03x', ['1', '3']],
    ['what comes before an index that is missing', '0,9,1', ['0']],
    ['what comes before a negative index', '0,3,-1,1', ['0', '3']],
    ['what comes before an empty entry', '0,,1', ['0']],
    ['no device at all when an index comes twice', '0,0', []],
    ['no device at all when a GPU comes twice', 'GPU-cccc,GPU-cccc3333', []],
    ['GPUs by UUID or its beginning', 'GPU-aaaa2222, GPU-d', ['GPU-aaaa2222', 'GPU-dddd4444']],
    ['no GPU by a beginning that two have', 'GPU-aaaa', []],
    ["entries of the first one's form only", '0,GPU-aaaa2222', ['0']],
    ['of a split GPU its first slice, by index', '2', ['MIG-1111-aaaa']],
    ['of a split GPU its first slice, by UUID', 'GPU-cccc3333', ['MIG-1111-aaaa']],
    ['slices by UUID or its beginning', 'MIG-2222-bbbb,MIG-1', ['MIG-2222-bbbb', 'MIG-1111-aaaa']],
    [
      'slices by the name that older drivers gave them',
      'MIG-GPU-cccc3333/1/0',
      ['MIG-GPU-cccc3333/1/0'],
    ],
    ['no slice of a GPU that is missing, by such a name', 'MIG-GPU-9999/1/0', []],
    ['what comes before a slice that is missing', 'MIG-2222-bbbb,MIG-9999', ['MIG-2222-bbbb']],
  ])('%s: %j', ([, visible, expected]) => {
    expect(chooseGpus(ALL, visible).map(({ id }) => id)).toEqual(expected);
  });

  test('a GPU has its name and its memory in bytes', () => {
    const h200 = { id: '1', name: 'NVIDIA H200', memoryBytes: 143_771 * MIB };
    expect(chooseGpus(ALL, '1')).toEqual([h200]);
  });

  test('memory that nvidia-smi does not know is not known', () => {
    expect(chooseGpus(ALL, '3')).toEqual([
      { id: '3', name: 'NVIDIA GB10', memoryBytes: undefined },
    ]);
  });

  test("a slice has its GPU's name and its profile", () => {
    const names = chooseGpus(ALL, 'MIG-2222-bbbb').map(({ name }) => name);
    expect(names).toEqual(['NVIDIA A100-SXM4-40GB MIG 1g.5gb']);
  });
});

test('a GPU whose UUID is not told has its index for a name, and other lines are no GPU', () => {
  const table = `Warning: a sensor does not answer
1, [N/A], NVIDIA GB10, [N/A]
`;
  expect(chooseGpus(parseNvidiaGpus(table, ''), undefined)).toEqual([
    { id: '1', name: 'NVIDIA GB10', memoryBytes: undefined },
  ]);
});

test.for([
  [undefined, false],
  ['', false],
  ['-1', false],
  [' NoDevFiles ', false],
  ['0', true],
  ['0,0', true],
  ['GPU-none', true],
] as const)('a CUDA_VISIBLE_DEVICES of %j asks for a GPU: %s', ([value, expected]) => {
  expect(asksForGpu(value)).toBe(expected);
});

describe('with a program nvidia-smi', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'chorus-test-'));
    vi.stubEnv('PATH', `${folder}${path.delimiter}${process.env['PATH']}`);
    vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  function installNvidiaSmi(script: string): void {
    const program = path.join(folder, 'nvidia-smi');
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
  }

  test('GPUs and slices are listed by what it answers', async () => {
    writeFileSync(path.join(folder, 'table'), TABLE);
    writeFileSync(path.join(folder, 'list'), LIST);
    installNvidiaSmi(`if [ "$1" = -L ]; then cat '${folder}/list'; else cat '${folder}/table'; fi`);
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '0, 2');
    expect((await listGpus())?.map(({ name }) => name)).toEqual([
      'NVIDIA H200',
      'NVIDIA A100-SXM4-40GB MIG 3g.20gb',
    ]);
  });

  test('GPUs are listed where it does not know -L', async () => {
    installNvidiaSmi(`[ "$1" != -L ] && echo '0, GPU-aaaa, NVIDIA H200, 143771'`);
    expect(await listGpus()).toMatchObject([{ id: 'GPU-aaaa', name: 'NVIDIA H200' }]);
  });

  test('a driver without a GPU is an empty list', async () => {
    installNvidiaSmi('echo "No devices were found"; exit 6');
    expect(await listGpus(true)).toEqual([]);
  });

  test('without an answer there is a list only where the kernel knows of no GPU', async () => {
    installNvidiaSmi('exit 9');
    expect(await listGpus(true)).toBeUndefined();
    expect(await listGpus(false)).toEqual([]);
  });

  test.for(['-1', '0,0'])('what shows no GPU (%s) needs no answer', async (visible) => {
    installNvidiaSmi('exit 1');
    vi.stubEnv('CUDA_VISIBLE_DEVICES', visible);
    expect(await listGpus(true)).toEqual([]);
  });
});

describe('where TensorFlow sees a GPU', () => {
  const listed = [{ id: '0', name: 'NVIDIA H200', memoryBytes: 1 }];
  test.for<[string, typeof listed | undefined, string | undefined, (string | undefined)[]]>([
    ['those that are listed are used', listed, undefined, ['0']],
    ['without a list the one that CUDA shows first', undefined, undefined, [undefined]],
    ['with an empty list, too', [], undefined, [undefined]],
    [
      'without a list each that CUDA_VISIBLE_DEVICES names',
      undefined,
      'MIG-a, MIG-b',
      ['MIG-a', 'MIG-b'],
    ],
    ['as far as CUDA reads it', undefined, '0,GPU-b', ['0']],
  ])('%s', ([, list, visible, ids]) => {
    expect(gpusToTrainOn(list, visible).map(({ id }) => id)).toEqual(ids);
  });
});
