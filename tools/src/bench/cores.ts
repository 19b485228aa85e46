import { spawnSync } from 'node:child_process';
import type { CommandLine } from './run-program.ts';

/** The cores that this process may use, by number; undefined where there is no `taskset`. */
export function allowedCores(): number[] | undefined {
  const { status, stdout } = spawnSync('taskset', ['-cp', String(process.pid)], {
    encoding: 'utf8',
  });
  return status === 0 ? parseCores(stdout) : undefined;
}

/** The numbers that end a line such as `pid 1's current affinity list: 0-2,5`. */
export function parseCores(line: string): number[] {
  const list = line.slice(line.lastIndexOf(':') + 1).trim();
  return list.split(',').flatMap((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** The command on one core, where `taskset` can do that. */
export function pinned(core: number | undefined, command: CommandLine): CommandLine {
  return core === undefined ? command : ['taskset', '-c', String(core), ...command];
}
