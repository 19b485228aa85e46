import { readFileSync, readlinkSync } from 'node:fs';

/** Whether the operating system shows processes in /proc. */
export const HAS_PROCESS_TABLE = process.platform === 'linux';

/** A process as /proc shows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  /** When it was started, in ticks since the machine was: tells it from a later one of its number. */
  readonly startTicks: string;
  /** The program's name, cut to 15 characters; a program may change it. */
  readonly name: string;
  /** It has ended, and its parent has not asked how. */
  readonly ended: boolean;
}

/** @returns undefined when there is no such process, or no /proc */
export function readProcess(pid: number): ProcessEntry | undefined {
  const text = readIfAllowed(`/proc/${pid}/stat`);
  // `PID (NAME) STATE PPID …`; the name may hold parentheses and spaces, the rest holds none.
  const match = /^\d+ \((.*)\) (.*)$/s.exec(text);
  if (!match) return undefined;
  const [, name = '', rest = ''] = match;
  const fields = rest.split(' ');
  const [state = '', parentPid = ''] = fields;
  const startTicks = fields[19] ?? '';
  return { pid, parentPid: Number(parentPid), startTicks, name, ended: /[ZX]/.test(state) };
}

/** Whether it was started with one of these environment variables; false when that is not to be seen. */
export function hasVariable(pid: number, names: readonly string[]): boolean {
  const variables = readIfAllowed(`/proc/${pid}/environ`).split('\0');
  return variables.some((variable) => names.includes(variable.split('=', 1)[0]!));
}

/** Whether it ignores SIGHUP now; false when that is not to be seen. */
export function ignoresHangup(pid: number): boolean {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readIfAllowed(`/proc/${pid}/status`))?.[1];
  const SIGHUP_BIT = 1n;
  return mask !== undefined && (BigInt(`0x${mask}`) & SIGHUP_BIT) !== 0n;
}

/** The path of what it runs; undefined when that is not to be seen. */
export function executableOf(pid: number): string | undefined {
  return readLinkIfAllowed(`/proc/${pid}/exe`);
}

/** What standard input of this process is, and whether it can only be written to. */
export function standardInput(): {
  readonly path: string | undefined;
  readonly writeOnly: boolean;
} {
  const flags = /^flags:\s*([0-7]+)$/m.exec(readIfAllowed('/proc/self/fdinfo/0'))?.[1] ?? '0';
  const ACCESS_MODE = 0o3;
  const WRITE_ONLY = 0o1;
  return {
    path: readLinkIfAllowed('/proc/self/fd/0'),
    writeOnly: (Number.parseInt(flags, 8) & ACCESS_MODE) === WRITE_ONLY,
  };
}

function readIfAllowed(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readLinkIfAllowed(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
