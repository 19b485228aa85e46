import { randomBytes } from 'node:crypto';

/** A name for a run that sorts by time and is safe as a folder's: `20261124-093000-5f3a`, in UTC. */
export function newRunId(now: Date): string {
  const digits = now.toISOString().replace(/[-:]/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(9, 15)}-${randomBytes(2).toString('hex')}`;
}
