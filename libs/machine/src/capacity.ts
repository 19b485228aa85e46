import { availableParallelism, cpus, totalmem } from 'node:os';
import { readCgroupLimits, type CgroupLimits } from './cgroup-limits.ts';

/** What a machine has, and what of it this process may use. */
export interface Capacity {
  /** The cores that may be used, 1 or more: neither affinity nor a limit of time takes them away. */
  readonly cores: number;
  readonly installedCores: number;
  /** What keeps it from more cores; undefined: it may use all. */
  readonly coresLimitedBy: 'affinity' | 'control group' | undefined;
  /** The memory that may be used. */
  readonly memoryBytes: number;
  readonly installedMemoryBytes: number;
}

/** Looks at the machine, the process's affinity (`taskset`) and the limits of its control groups. */
export function readCapacity(limits: CgroupLimits = readCgroupLimits()): Capacity {
  // Half a core of time more is no core for a thread of its own.
  const ofGroups = Math.max(1, Math.floor(limits.cores));
  const cores = Math.min(availableParallelism(), ofGroups);
  const installedCores = cpus().length;
  const limit = ofGroups === cores ? 'control group' : 'affinity';
  return {
    cores,
    installedCores,
    coresLimitedBy: cores < installedCores ? limit : undefined,
    memoryBytes: Math.min(totalmem(), limits.memoryBytes),
    installedMemoryBytes: totalmem(),
  };
}
