import { isIPv6 } from 'node:net';

/** Groups of an IPv6 address that are its network's: whoever has one address has all of such a network. */
const NETWORK_GROUPS = 4;

/** Who is at an address, as far as it tells: an IPv4 address itself, of an IPv6 address its network of 64 bits. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  const [before = [], after = []] = address.split('::').map((part) => part.split(':'));
  const head = before.filter((group) => group !== '');
  const left = Math.max(0, 8 - head.length - after.length);
  return [...head, ...Array<string>(left).fill('0'), ...after].slice(0, NETWORK_GROUPS).join(':');
}
