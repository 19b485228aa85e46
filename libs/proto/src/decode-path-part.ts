import { ChorusError } from '@chorus/errors';

/** A part of a path, as it was before it was escaped. @throws ChorusError `invalid` when no text was escaped so */
export function decodePathPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ChorusError('invalid', `'${part}' is not a part of an address`);
  }
}
