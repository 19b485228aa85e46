import { readdirSync, readFileSync } from 'node:fs';

/**
 * The most resident memory that this process and all that it has started have had, in bytes, each at its own time. What
 * of a file, such as TensorFlow's code, lies in memory once for several of them counts once.
 */
export function peakMemoryBytes(): number {
  const family = familyOf(process.pid);
  const common = new Map<string, number>(); // bytes of a file that lie in memory, by its path
  let own = 0;
  for (const pid of family) {
    own += 1024 * kibibytes('VmHWM', readOf(pid, 'status'));
    for (const [path, bytes] of fileBytesOf(pid)) {
      own -= bytes;
      common.set(path, Math.max(bytes, common.get(path) ?? 0));
    }
  }
  return [...common.values()].reduce((sum, bytes) => sum + bytes, own);
}

/** A process and all that it has started. */
function familyOf(first: number): number[] {
  const parentOf = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = /^PPid:\s+(\d+)/m.exec(readOf(Number(name), 'status'))?.[1];
    if (parent !== undefined) parentOf.set(Number(name), Number(parent));
  }
  const family = [first];
  for (const pid of family) {
    for (const [child, parent] of parentOf) if (parent === pid) family.push(child);
  }
  return family;
}

/** The bytes of each file that a process has mapped, as far as they are in memory and no copy of its own. */
function fileBytesOf(pid: number): Map<string, number> {
  const files = new Map<string, number>();
  // A mapping begins with its range, rights, offset, device, inode (0: of no file) and path.
  const mappings = readOf(pid, 'smaps').split(/^(?=[\da-f]+-[\da-f]+ )/m);
  for (const mapping of mappings) {
    const path = /^\S+ \S+ \S+ \S+ [1-9]\d* +(.+)$/m.exec(mapping.split('\n', 1)[0]!)?.[1];
    if (path === undefined) continue;
    const clean = kibibytes('Shared_Clean', mapping) + kibibytes('Private_Clean', mapping);
    files.set(path, (files.get(path) ?? 0) + 1024 * clean);
  }
  return files;
}

function kibibytes(field: string, text: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

/** A file of a process in /proc; empty where it has ended meanwhile. */
function readOf(pid: number, name: 'status' | 'smaps'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
