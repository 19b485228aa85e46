import { machineNames } from '@chorus/machine';
import { ChorusError, isLoopback, splitAddress } from '@chorus/proto';
import { isIPv6 } from 'node:net';

/** What a host that means all of a machine's addresses is called. */
const ANY_HOST = ['0.0.0.0', '::'];

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1'];

/** By more than so many addresses nobody looks for a coordinator. */
const MOST_ADDRESSES = 6;

/**
 * The names and addresses that stand in a coordinator's certificate: those that it was given, those of its machine, and those by which the machine calls
 * itself.
 *
 * @param given by `--tls-names`
 * @param listen HOST:PORT
 */
export function certificateNames(given: readonly string[], listen: string): string[] {
  const { host } = splitAddress(listen);
  const own = ANY_HOST.includes(host) ? [] : [host];
  return [...new Set([...given, ...own, ...machineNames(), ...LOOPBACK_NAMES])];
}

/**
 * By what others dial a coordinator, the likeliest first, as HOST:PORT.
 *
 * @param given by `--tls-names`
 * @param listens HOST:PORT where it listens
 */
export function addressesForOthers(given: readonly string[], listens: string): string[] {
  const { host, port } = splitAddress(listens);
  const own = ANY_HOST.includes(host) ? machineNames() : [host];
  return [...new Set([...given, ...own])].slice(0, MOST_ADDRESSES).map((name) => at(name, port));
}

/** By what this machine itself dials it, those for others among them. */
export function addressesHere(given: readonly string[], listens: string): string[] {
  const { host, port } = splitAddress(listens);
  const hears = ANY_HOST.includes(host) || isLoopback(host);
  const loopback = hears ? LOOPBACK_NAMES.map((name) => at(name, port)) : [];
  return [...new Set([...addressesForOthers(given, listens), ...loopback])];
}

/** @param text names and addresses, separated by commas. @throws ChorusError `invalid` */
export function parseNames(flag: string, text = ''): string[] {
  const names = text.split(',').flatMap((name) => name.trim() || []);
  for (const name of names) {
    if (isIPv6(name) || /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})$/.test(name)) continue;
    const allowed = 'names of hosts or IP addresses, separated by commas, without ports';
    throw new ChorusError('invalid', `${flag} must be ${allowed}, not '${name}'`);
  }
  return names;
}

function at(name: string, port: number): string {
  return `${isIPv6(name) ? `[${name}]` : name}:${port}`;
}
