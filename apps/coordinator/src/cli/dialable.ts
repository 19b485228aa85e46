import { hostname } from 'node:os';

/** An address that means all of this machine's is no use to others: its name is. */
export function dialable(address: string): string {
  return address.replace(/^(0\.0\.0\.0|\[::\]):/, `${hostname()}:`);
}

/** @param runId default: none, the page then lists the runs */
export function pageUrl(address: string, runId?: string): string {
  return `http://${dialable(address)}/${runId === undefined ? '' : `#/runs/${runId}`}`;
}
