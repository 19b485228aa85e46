/** What Linux says about the file system that a path lies on; nothing is known elsewhere. */
import { readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearestExisting } from './folder-problem.ts';

/** A file system where it is mounted. */
export interface Mount {
  /** Absolute. */
  readonly path: string;
  /** `ext4`, `nfs4` … */
  readonly type: string;
  /** `rw`, `noexec` … */
  readonly options: readonly string[];
}

/** File systems over a network, or handed in from outside of a virtual machine: locks there are often for show. */
const REMOTE_TYPES =
  /^(nfs4?|cifs|smb[23]|smbfs|9p|virtiofs|afs|ceph|lustre|gpfs|beegfs|glusterfs|fuse(\..*)?)$/;

/** Whether programs and libraries cannot be loaded from the folder, which need not be there yet. */
export function isMountedNoexec(folder: string, mounts: readonly Mount[] = readMounts()): boolean {
  return mountOf(folder, mounts)?.options.includes('noexec') ?? false;
}

/** The type of the file system that the folder lies on, if it is one of another machine's. */
export function remoteTypeOf(
  folder: string,
  mounts: readonly Mount[] = readMounts(),
): string | undefined {
  const type = mountOf(folder, mounts)?.type;
  return type !== undefined && REMOTE_TYPES.test(type) ? type : undefined;
}

/** Reads the lines of /proc/self/mountinfo, described in proc_pid_mountinfo(5). */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , , path, options] = before.split(' ');
    const [type] = after.split(' ');
    return path && options && type
      ? [{ path: unescape(path), type, options: options.split(',') }]
      : [];
  });
}

/** The nearest mount above the path; of several in one place the last. */
function mountOf(folder: string, mounts: readonly Mount[]): Mount | undefined {
  const path = realpathSync(nearestExisting(resolve(folder)));
  const above = mounts.filter(
    ({ path: mounted }) => mounted === '/' || path === mounted || path.startsWith(`${mounted}/`),
  );
  const longest = Math.max(...above.map(({ path: mounted }) => mounted.length));
  return above.findLast(({ path: mounted }) => mounted.length === longest);
}

/** Blanks and the like are octal numbers there. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(parseInt(octal, 8)),
  );
}

function readMounts(): Mount[] {
  try {
    return parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return [];
  }
}
