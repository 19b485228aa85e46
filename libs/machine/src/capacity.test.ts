import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCapacity } from './capacity.ts';
import { readCgroupLimits } from './cgroup-limits.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'chorus-test-'))));
afterEach(() => rmSync(root, { recursive: true }));

/** @param files of the control groups, by their path below the root */
function limits(membership: string, files: Record<string, string>) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), `${text}\n`);
  }
  writeFileSync(path.join(root, 'membership'), `${membership}\n`);
  return readCgroupLimits({ root, membership: path.join(root, 'membership') });
}

const NONE = { cores: Infinity, memoryBytes: Infinity };

test.for<[string, string, Record<string, string>, { cores: number; memoryBytes: number }]>([
  ['none where there are no files', '0::/', {}, NONE],
  ['none for max', '0::/a', { 'a/cpu.max': 'max 100000', 'a/memory.max': 'max' }, NONE],
  [
    'version 2: of the group, the root of a container',
    '0::/',
    { 'cpu.max': '150000 100000', 'memory.max': '1073741824' },
    { cores: 1.5, memoryBytes: 2 ** 30 },
  ],
  [
    'version 2: of a group around it, as a batch system sets them',
    '0::/job/step',
    {
      'job/cpu.max': '200000 100000',
      'job/memory.max': '2048',
      'job/step/cpu.max': 'max 100000',
      'job/step/memory.max': 'max',
    },
    { cores: 2, memoryBytes: 2048 },
  ],
  [
    'version 2: the tightest',
    '0::/a/b/c',
    {
      'a/cpu.max': '300000 100000',
      'a/b/cpu.max': '100000 100000',
      'a/b/c/cpu.max': '200000 100000',
      'a/memory.max': '4096',
      'a/b/memory.max': '3072',
      'a/b/memory.high': '1024',
      'a/b/c/memory.max': '2048',
    },
    { cores: 1, memoryBytes: 1024 },
  ],
  [
    'version 2: a path of the host that is not there',
    '0::/docker/1234',
    { 'cpu.max': '50000 100000' },
    { cores: 0.5, memoryBytes: Infinity },
  ],
  [
    'version 2: a path that leads out of the namespace, as far as it is seen from here',
    '0::/../../job',
    { 'job/cpu.max': '200000 100000' },
    { cores: 2, memoryBytes: Infinity },
  ],
  [
    'version 1: controllers together in one folder',
    '4:cpu,cpuacct:/job\n3:memory:/job',
    {
      'cpu,cpuacct/job/cpu.cfs_quota_us': '400000',
      'cpu,cpuacct/job/cpu.cfs_period_us': '100000',
      'memory/job/memory.limit_in_bytes': '4096',
    },
    { cores: 4, memoryBytes: 4096 },
  ],
  [
    'version 1: controllers together, each in a folder of its name',
    '4:cpu,cpuacct:/job',
    { 'cpu/job/cpu.cfs_quota_us': '400000', 'cpu/job/cpu.cfs_period_us': '100000' },
    { cores: 4, memoryBytes: Infinity },
  ],
  [
    'version 2 beside version 1',
    '1:name=systemd:/job\n0::/job',
    { 'unified/job/cpu.max': '200000 100000' },
    { cores: 2, memoryBytes: Infinity },
  ],
  [
    'version 1: each in its folder, of a group around it',
    '4:cpu:/job/step\n3:memory:/job/step',
    {
      'cpu/job/cpu.cfs_quota_us': '150000',
      'cpu/job/cpu.cfs_period_us': '100000',
      'cpu/job/step/cpu.cfs_quota_us': '-1',
      'cpu/job/step/cpu.cfs_period_us': '100000',
      'memory/job/memory.limit_in_bytes': '4096',
      'memory/job/step/memory.limit_in_bytes': '9223372036854771712',
    },
    { cores: 1.5, memoryBytes: 4096 },
  ],
])('the limits of control groups: %s', ([, membership, files, expected]) => {
  const { cores, memoryBytes } = limits(membership, files);
  expect({ cores, memoryBytes: memoryBytes > 2 ** 62 ? Infinity : memoryBytes }).toEqual(expected);
});

test('without limits all of the machine may be used, as far as affinity goes', () => {
  const { installedCores, memoryBytes, installedMemoryBytes } = readCapacity(NONE);
  expect(installedCores).toBe(cpus().length);
  expect([memoryBytes, installedMemoryBytes]).toEqual([totalmem(), totalmem()]);
});

test('of the memory that is there only what is allowed may be used', () => {
  const { memoryBytes, installedMemoryBytes } = readCapacity({ ...NONE, memoryBytes: 4096 });
  expect([memoryBytes, installedMemoryBytes]).toEqual([4096, totalmem()]);
});

test('what keeps a process from more cores is said', () => {
  const { installedCores, coresLimitedBy } = readCapacity({ ...NONE, cores: 0.5 });
  expect(coresLimitedBy).toBe(installedCores > 1 ? 'control group' : undefined);
});

test('a fraction of a core is one core, and a core and a half are one', () => {
  expect(readCapacity({ ...NONE, cores: 0.5 }).cores).toBe(1);
  expect(readCapacity({ ...NONE, cores: 1.5 }).cores).toBe(1);
});

test('a limit that is more than the machine has changes nothing', () => {
  expect(readCapacity({ cores: 9999, memoryBytes: 2 ** 62 })).toEqual(readCapacity(NONE));
});

test('a process on one core has one core', (context) => {
  if (spawnSync('taskset', ['--version']).status !== 0) context.skip('there is no taskset');
  const program = `import { readCapacity } from '${path.join(import.meta.dirname, 'capacity.ts')}';
    process.stdout.write(String(readCapacity().cores));`;
  const core = /: (\d+)/.exec(
    execFileSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' }),
  )![1]!;
  const command = ['-c', core, process.execPath, '--input-type=module', '-e', program];
  expect(execFileSync('taskset', command, { encoding: 'utf8' })).toBe('1');
});
