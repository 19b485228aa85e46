import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What the control groups that a process is in allow it to use: containers and batch systems set them. */
export interface CgroupLimits {
  /** Cores' worth of time, perhaps a fraction; Infinity: no limit. */
  readonly cores: number;
  /** The memory's limit; Infinity: none. */
  readonly memoryBytes: number;
}

/** Where Linux tells of them; each can be replaced. */
export interface CgroupFiles {
  readonly root: string;
  /** Which groups the process is in. */
  readonly membership: string;
}

const LINUX: CgroupFiles = { root: '/sys/fs/cgroup', membership: '/proc/self/cgroup' };

/**
 * Reads the limits of this process's control groups, of version 1 and 2. A limit of a group is one of all
 * groups within it, so that everything on the way to the root counts (a batch system limits the job, and
 * the process is in a group of a step of it). Node asks the same, but of version 1 not the cores, and of
 * version 2 the memory of the innermost group alone.
 */
export function readCgroupLimits({ root, membership }: CgroupFiles = LINUX): CgroupLimits {
  const groups = linesOf(membership).flatMap((line) => foldersOf(line, root));
  return {
    cores: Math.min(Infinity, ...groups.map(coresOf)),
    memoryBytes: Math.min(Infinity, ...groups.map(memoryOf)),
  };
}

/**
 * The folders of a line such as `4:memory:/job/step` or, of version 2, `0::/job/step`: from the group
 * itself to the root. In a container the path may be the host's; then only the root is there.
 */
function foldersOf(line: string, root: string): string[] {
  const [, controllers, group = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
  if (controllers === undefined) return [];
  const mounts = controllers === '' ? ['', 'unified'] : [controllers, ...controllers.split(',')];
  const names = group.split('/').filter((name) => name !== '' && name !== '..');
  const groups = Array.from({ length: names.length + 1 }, (_, depth) => names.slice(0, depth));
  return mounts.flatMap((mount) => groups.map((each) => path.join(root, mount, ...each)));
}

function coresOf(folder: string): number {
  const [quota, period] = (
    firstLine(folder, 'cpu.max')?.split(' ') ?? [
      firstLine(folder, 'cpu.cfs_quota_us'),
      firstLine(folder, 'cpu.cfs_period_us'),
    ]
  ).map(Number);
  return quota! > 0 && period! > 0 ? quota! / period! : Infinity;
}

function memoryOf(folder: string): number {
  const files = ['memory.max', 'memory.high', 'memory.limit_in_bytes'];
  const limits = files.map((name) => Number(firstLine(folder, name) ?? NaN));
  return Math.min(Infinity, ...limits.filter((bytes) => bytes > 0));
}

function firstLine(folder: string, name: string): string | undefined {
  return linesOf(path.join(folder, name))[0];
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
