import { availableParallelism, cpus, totalmem } from 'node:os';
import { readCgroupLimits, type CgroupLimits } from './cgroup-limits.ts';

/** What a machine has, and what of it this process may use. */
export interface Capacity {
  /** That may be used, 1 or more: neither affinity nor a limit of its time takes them away. */
  readonly cores: number;
  readonly installedCores: number;
  /** That may be used. */
  readonly memoryBytes: number;
  readonly installedMemoryBytes: number;
}

/** Looks at the machine, the process's affinity (`taskset`) and the limits of its control groups. */
export function readCapacity(limits: CgroupLimits = readCgroupLimits()): Capacity {
  return {
    // Half a core of time more is no core for a thread of its own.
    cores: Math.max(1, Math.floor(Math.min(availableParallelism(), limits.cores))),
    installedCores: cpus().length,
    memoryBytes: Math.min(totalmem(), limits.memoryBytes),
    installedMemoryBytes: totalmem(),
  };
}
