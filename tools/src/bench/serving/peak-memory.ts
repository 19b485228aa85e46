import { readdirSync, readFileSync } from 'node:fs';

/** The most resident memory that this process and all that it has started have had, in bytes, each at its own time. */
export function peakMemoryBytes(): number {
  const parentOf = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = /^PPid:\s+(\d+)/m.exec(statusOf(name))?.[1];
    if (parent !== undefined) parentOf.set(Number(name), Number(parent));
  }
  const family = [process.pid];
  for (const pid of family) {
    for (const [child, parent] of parentOf) if (parent === pid) family.push(child);
  }
  return family.reduce((sum, pid) => {
    const kibibytes = /^VmHWM:\s+(\d+)/m.exec(statusOf(String(pid)))?.[1] ?? 0;
    return sum + 1024 * Number(kibibytes);
  }, 0);
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
}
