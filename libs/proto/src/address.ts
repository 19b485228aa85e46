import { isIPv4, isIPv6 } from 'node:net';
import { ChorusError } from '@chorus/errors';
import { DEFAULT_ADDRESS } from './default-address.ts';

const LARGEST_PORT = 65_535;

/**
 * Refuses what is no HOST:PORT that can be dialled. An IPv6 host stands in brackets: `[::1]:50051`.
 *
 * @param flag who said it, for the message
 * @throws ChorusError `invalid`
 */
export function checkAddress(flag: string, address: string): string {
  return check(flag, address, 1);
}

/**
 * Refuses what is no HOST:PORT that can be listened on; port 0 takes a free one.
 *
 * @param flag who said it, for the message
 * @throws ChorusError `invalid`
 */
export function checkListenAddress(flag: string, address: string): string {
  return check(flag, address, 0);
}

/** The host of HOST:PORT; an IPv6 host in its brackets. */
export function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}

/** The two parts of HOST:PORT, as Node's functions take them: an IPv6 host without its brackets. */
export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  return { host: hostOf(address).replace(/^\[|\]$/g, ''), port };
}

/** Whether a host is this machine itself, by an address or a name that never leaves it. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIPv4(bare)) return bare.startsWith('127.');
  if (isIPv6(bare)) return /^(::1|(0+:){7}0*1|::ffff:127\..*)$/.test(bare);
  return bare === 'localhost' || bare.endsWith('.localhost');
}

/**
 * Refuses to listen for other machines where nobody shows who they are.
 *
 * @param flag who said the address, for the message
 * @param insecure whether the user has said that this is meant
 * @param safer what to do instead, as a part of a sentence
 * @throws ChorusError `invalid`
 */
export function requireLoopback(
  flag: string,
  address: string,
  insecure: boolean,
  safer: string,
): void {
  if (insecure || isLoopback(hostOf(address))) return;
  const problem = `${flag} ${address} can be reached from other machines, by whoever wants to`;
  throw new ChorusError('invalid', `${problem}: ${safer}, or say --insecure if that is meant`);
}

/**
 * HOST:PORT as a gRPC target. Without its scheme gRPC would take a host called `dns` or `unix` for one.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/naming.md
 */
export function grpcTarget(address: string): string {
  return `dns:///${address}`;
}

function check(flag: string, address: string, smallestPort: number): string {
  const [, host = '', port = ''] = /^(\[[^[\]]*\]|[^:\s/[\]]+):(\d{1,5})$/.exec(address) ?? [];
  const isHost = host.startsWith('[') ? isIPv6(host.slice(1, -1)) : host !== '';
  if (isHost && Number(port) >= smallestPort && Number(port) <= LARGEST_PORT) return address;
  throw new ChorusError(
    'invalid',
    `${flag} must be HOST:PORT, such as ${DEFAULT_ADDRESS}, not '${address}'${remedy(address)}`,
  );
}

function remedy(address: string): string {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (isIPv6(host)) return `: an IPv6 address stands in brackets, [${host}]:${port}`;
  if (isIPv6(address)) return `: an IPv6 address stands in brackets, [${address}]:PORT`;
  if (/^\w+:\/\//.test(address)) return ': without a scheme';
  if (port !== '' && Number(port) === 0) return ': nobody can be dialled at port 0';
  if (Number(port) > LARGEST_PORT) return `: a port is at most ${LARGEST_PORT}`;
  return '';
}
