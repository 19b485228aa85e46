import { ChorusError } from './chorus-error.ts';

/** Where a coordinator listens, and where one is looked for, when nothing else is said. */
export const DEFAULT_ADDRESS = '127.0.0.1:50051';

const LARGEST_PORT = 65_535;

/**
 * Refuses what is no HOST:PORT. An IPv6 host stands in brackets: `[::1]:50051`.
 *
 * @param flag who said it, for the message
 * @throws ChorusError `invalid`
 */
export function checkAddress(flag: string, address: string): string {
  const [, port] = /^(?:\[[0-9a-fA-F:.]+\]|[^:\s/]+):(\d+)$/.exec(address) ?? [];
  if (port !== undefined && Number(port) <= LARGEST_PORT) return address;
  throw new ChorusError(
    'invalid',
    `${flag} must be HOST:PORT, such as ${DEFAULT_ADDRESS}, not '${address}'`,
  );
}
