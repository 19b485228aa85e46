import { ChorusError } from '@chorus/proto';

const UNITS = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 } as const;

/**
 * A size as somebody writes it on a command line: `60M`, `2GB`.
 *
 * @param rules what is allowed, and an example, for the message
 * @returns bytes; K, M, G and T are thousands, as on a disk's label
 * @throws ChorusError `invalid` for what is none, or less than the least bytes
 */
export function parseSize(
  flag: string,
  text: string,
  { least, rules }: { readonly least: number; readonly rules: string },
): number {
  const [, number, unit] = /^(\d+)([KMGT])B?$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[unit?.toUpperCase() as keyof typeof UNITS] ?? NaN);
  if (bytes >= least && Number.isSafeInteger(bytes)) return bytes;
  throw new ChorusError('invalid', `${flag} must be a size${rules}, not '${text}'`);
}
