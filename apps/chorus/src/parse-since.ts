import { ChorusError } from '@chorus/proto';

/** The milliseconds of a unit of time. */
export const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * @param text a time, as the log shows it (ISO 8601), or how long ago: `90s`, `10m`, `2h`, `1d`
 * @returns Unix time, in milliseconds
 * @throws ChorusError `invalid` when it is neither
 */
export function parseSince(text: string, nowMs: number): number {
  const ago = /^(\d+)([smhd])$/.exec(text);
  if (ago) return nowMs - Number(ago[1]) * UNIT_MS[ago[2] as keyof typeof UNIT_MS];
  const timeMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(timeMs)) return timeMs;
  throw new ChorusError(
    'invalid',
    `--since must be how long ago, such as 10m or 2h, or a time such as 2026-11-24T12:00:00Z, not '${text}'`,
  );
}
