import { hostOf, isLoopback } from '@chorus/proto';
import { hostname } from 'node:os';

/**
 * An address that means all of a machine's is no use to others: a name of that machine is.
 *
 * @param host default: this machine's
 */
export function dialable(address: string, host = hostname()): string {
  return address.replace(/^(0\.0\.0\.0|\[::\]):/, `${host}:`);
}

/** ` on HOST` when a page can be opened on that machine alone, which was dialled; else nothing. */
export function whereToOpen(listens: string, dialled: string): string {
  const onlyThere = isLoopback(hostOf(listens)) && !isLoopback(hostOf(dialled));
  return onlyThere ? ` on ${hostOf(dialled)}` : '';
}

/** Of what a page is. */
export interface PageOptions {
  /** The run that it shows; default: none, it then lists the runs. */
  readonly runId?: string;
  /** As of {@link dialable}. */
  readonly host?: string;
  /** Whether it is reached by TLS. */
  readonly secure?: boolean;
}

/** Where a browser finds the page that is served at HOST:PORT. */
export function pageUrl(
  address: string,
  { runId, host, secure = false }: PageOptions = {},
): string {
  const path = runId === undefined ? '' : `#/runs/${runId}`;
  return `${secure ? 'https' : 'http'}://${dialable(address, host)}/${path}`;
}
