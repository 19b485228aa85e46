import { ChorusError } from '@chorus/errors';

/**
 * A message's part that proto3 lets a sender leave out, but Chorus does not.
 *
 * @throws ChorusError `invalid`, naming the part
 */
export function required<Part>(part: Part | null | undefined, name: string): Part {
  if (part === null || part === undefined) {
    throw new ChorusError('invalid', `the message lacks ${name}: is the other side a Chorus?`);
  }
  return part;
}
