import { callerOf } from '@chorus/proto';
import { ANYBODY, type Principal } from '../journal/principal.ts';

/** Who makes a call, by the certificate of its connection: the one place that knows. Every record that a call brings about carries it. */
export function principalOf(call: Parameters<typeof callerOf>[0]): Principal {
  return callerOf(call) ?? ANYBODY;
}
