import { contextInUse } from '@chorus/client';
import { checkAddress, DEFAULT_ADDRESS } from '@chorus/proto';

/**
 * Which coordinator a command asks: the one that it names, else that of the context in use, else the one on this machine.
 *
 * @param named HOST:PORT, by `--coordinator`
 * @returns HOST:PORT
 * @throws ChorusError `invalid` for what is no address, `not-found` for a context that there is not
 */
export function coordinatorAddress(named: string | undefined): string {
  if (named !== undefined) return checkAddress('--coordinator', named);
  return contextInUse()?.addresses[0] ?? DEFAULT_ADDRESS;
}
