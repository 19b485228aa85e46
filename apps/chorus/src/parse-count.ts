import { ChorusError } from '@chorus/proto';

/**
 * A whole number from 1 on.
 *
 * @param flag who said it, for the message
 * @param most default: any
 * @throws ChorusError `invalid`
 */
export function parseCount(flag: string, text: string, most = Infinity): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  const range = most === Infinity ? '1 on' : `1 to ${most}`;
  throw new ChorusError('invalid', `${flag} must be a whole number from ${range}, not '${text}'`);
}
