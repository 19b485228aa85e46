import { ChorusError } from '@chorus/proto';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const LONGEST_DAYS = 365;
const MOST_USES = 10_000;

/** How long a token is good, in milliseconds: `30m`, `24h` or `7d`. @throws ChorusError `invalid` */
export function parseLifetime(flag: string, text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const lifetimeMs = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  if (lifetimeMs > 0 && lifetimeMs <= LONGEST_DAYS * UNIT_MS.d) return lifetimeMs;
  const allowed = `a time such as 30m, 24h or 7d, ${LONGEST_DAYS}d at most`;
  throw new ChorusError('invalid', `${flag} must be ${allowed}, not '${text}'`);
}

/** How often a token lets somebody in. @throws ChorusError `invalid` */
export function parseUses(flag: string, text: string): number {
  const uses = Number(text);
  if (Number.isInteger(uses) && uses >= 1 && uses <= MOST_USES) return uses;
  const allowed = `a whole number from 1 to ${MOST_USES}`;
  throw new ChorusError('invalid', `${flag} must be ${allowed}, not '${text}'`);
}
