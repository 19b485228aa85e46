import type { ServerUnaryCall } from '@grpc/grpc-js';
import { ANYBODY, type Principal } from '../journal/principal.ts';

/** How a call tells who makes it: by the certificate of its connection, when there will be one. */
type Authenticated = Pick<ServerUnaryCall<never, never>, 'getAuthContext'>;

/**
 * Who makes a call: the one place that knows. Every record that a call brings about carries it.
 *
 * @param _call names nobody as long as connections carry no certificates
 */
export function principalOf(_call: Authenticated): Principal {
  return ANYBODY;
}
