import { hostIn, isAllowedHost } from '@chorus/proto';
import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { HttpRefusal } from './http-refusal.ts';

/** A name of the web has 253 characters at most. */
const MOST_SHOWN_CHARS = 260;

/**
 * Makes sure that a request names this server: another name would be that of somebody else's page, resolved to this address (DNS
 * rebinding).
 *
 * @param listenHost the host that it listens on
 * @param certificate as PEM, of a server that shows one: its names count then, besides IP addresses and `localhost`
 * @throws HttpRefusal 403
 */
export function requireOwnHost(
  { headers: { host } }: IncomingMessage,
  listenHost: string,
  certificate?: string,
): void {
  if (certificate === undefined) {
    if (isAllowedHost(host, listenHost)) return;
    const remedy = 'name its address, or the host that --http was given';
    throw new HttpRefusal(403, `this server is not ${shownOf(host)}: ${remedy}`);
  }
  const shown = new X509Certificate(certificate);
  const name = hostIn(host) ?? '';
  // Neither is a name that somebody else could own.
  const isNobodys = name === 'localhost' || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  if (isNobodys || shown.checkHost(name, { subject: 'never' }) !== undefined) return;
  const names = shown.subjectAltName ?? 'no name';
  throw new HttpRefusal(
    403,
    `this server is not ${shownOf(host)}: its certificate is for ${names}`,
  );
}

/**
 * Makes sure that a request that changes something was made by this server's own page, not by another one that the same browser
 * shows (cross-site request forgery): browsers say whose page asks, and no page can say something else.
 *
 * @throws HttpRefusal 403 for another page, or where nobody says which; 415 for what forms of other pages may send
 */
export function requireOwnPage({ headers }: IncomingMessage): void {
  const { host, origin, 'sec-fetch-site': site } = headers;
  const own = URL.parse(`https://${host}`)?.origin;
  if (origin === undefined || origin !== own || (site ?? 'same-origin') !== 'same-origin') {
    const asked = origin === undefined ? 'no Origin was said' : `Origin is ${shownOf(origin)}`;
    throw new HttpRefusal(403, `only the page of ${own} may ask for this: ${asked}`);
  }
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new HttpRefusal(415, 'send it as application/json');
}

/** A header, as far as it is worth repeating. */
function shownOf(header = ''): string {
  return `'${header.slice(0, MOST_SHOWN_CHARS)}${header.length > MOST_SHOWN_CHARS ? '…' : ''}'`;
}
