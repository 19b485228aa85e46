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

/**
 * @param runId default: none, the page then lists the runs
 * @param host as of {@link dialable}
 */
export function pageUrl(address: string, runId?: string, host?: string): string {
  return `http://${dialable(address, host)}/${runId === undefined ? '' : `#/runs/${runId}`}`;
}
