import { isIP } from 'node:net';
import { hostname } from 'node:os';

/**
 * Whether a request's Host header names this server. Another name means that a page of somebody else
 * has had its own name resolved to this address, to read what only this machine's users may see (DNS
 * rebinding). An address is no such name, and neither is one that only this machine has.
 *
 * @param listenHost the host that it listens on, which its user has chosen
 */
export function isAllowedHost(header: string | undefined, listenHost: string): boolean {
  const name = hostIn(header);
  if (name === undefined) return false;
  const isAddress = isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  return (
    isAddress || [listenHost, 'localhost', hostname()].some((own) => own.toLowerCase() === name)
  );
}

/** The host that a Host header names, as addresses of the web have it: `[::1]`, `name` in small letters; undefined: none. */
export function hostIn(header: string | undefined): string | undefined {
  const url = `http://${header}`;
  return header !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
}
