import { ChorusError, type InputKind } from '@chorus/proto';

/**
 * What there is for a kind of what members are trained with.
 *
 * @throws ChorusError `invalid` for a kind that this version does not know: the wire brings any number
 */
export function ofKind<Each>(each: Readonly<Record<InputKind, Each>>, kind: InputKind): Each {
  if (Object.hasOwn(each, kind)) return each[kind];
  const known = Object.keys(each).join(' or ');
  throw new ChorusError('invalid', `kind is ${kind}: it must be ${known}`);
}
