import { hostname, networkInterfaces } from 'node:os';

/**
 * The names and addresses by which this machine is reached from others, the likeliest first: the host's name, then the addresses of its
 * network interfaces; none of the loopback, and none that means something on one link alone.
 */
export function machineNames(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((ones) => ones ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
  return [...new Set([hostname(), ...addresses])];
}
