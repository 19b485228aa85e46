import { ChorusError } from '@chorus/proto';
import { UNIT_MS } from '../parse-since.ts';

const LONGEST_DAYS = 365;

/** How long a token is good, in milliseconds: `30m`, `24h` or `7d`. @throws ChorusError `invalid` */
export function parseLifetime(flag: string, text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const lifetimeMs = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  if (lifetimeMs > 0 && lifetimeMs <= LONGEST_DAYS * UNIT_MS.d) return lifetimeMs;
  const allowed = `a time such as 30m, 24h or 7d, ${LONGEST_DAYS}d at most`;
  throw new ChorusError('invalid', `${flag} must be ${allowed}, not '${text}'`);
}
