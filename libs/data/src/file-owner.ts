/** Files that belong to a process by their name, such as `<file>.<host>-<process>-<number>.partial`. */
import { hostname } from 'node:os';

/** An owner is taken for dead when its file has not changed for so long. */
export const ABANDONED_AFTER_MS = 10 * 60_000;

let named = 0;

/** A part of a name that makes the file this process's, and no other file's. */
export function newOwner(): string {
  return `${hostname()}-${process.pid}-${named++}`;
}

/** The process that a part of a name says; undefined when it says none. */
export interface FileOwner {
  readonly host: string;
  readonly pid: number;
}

export function ownerOf(name: string): FileOwner | undefined {
  const owner = /^(?<host>.+)-(?<pid>\d+)-\d+$/.exec(name)?.groups;
  return owner && { host: owner['host']!, pid: Number(owner['pid']) };
}

/** Whether a process of this host has ended; of another host's nobody here knows. */
export function hasEnded({ host, pid }: FileOwner): boolean {
  return host === hostname() && !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (reason) {
    // It is there, and another user's.
    return (reason as NodeJS.ErrnoException).code === 'EPERM';
  }
}
