import { ChorusError } from '@chorus/errors';

/** Documents and answers of issuers have some kilobytes. */
const MOST_BYTES = 1024 * 1024;

/** How long an issuer may take for an answer, in milliseconds. */
export const ISSUER_ANSWER_MS = 5_000;

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an issuer may be asked there: over HTTPS, or on this machine. */
export function isSecureUrl({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}

/**
 * An issuer's address.
 *
 * @param name of the setting that it is of
 * @throws ChorusError `invalid` for what is none, or is reached over a network without HTTPS
 */
export function parseIssuer(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && !url.search && !url.hash && !url.username && !url.password;
  if (isPlain && isSecureUrl(url)) return url;
  const expected = "an address such as https://login.example.org, as the issuer's tokens have it";
  throw new ChorusError('invalid', `${name} must be ${expected}, not '${text}'`);
}

/** What libraries of OpenID Connect give to `fetch`. */
type IssuerRequest = { readonly [Key in keyof RequestInit]?: RequestInit[Key] | undefined };

/**
 * Asks an issuer, as `fetch` does: what it answers is bounded in size and time, and nothing leaves this machine in plain text.
 *
 * @throws Error of the network; one that says so for an answer that is too large, or an address that is not asked
 */
export async function issuerFetch(address: string, options: IssuerRequest = {}): Promise<Response> {
  const url = new URL(address);
  if (!isSecureUrl(url)) throw new Error(`${url.origin} is not asked, since it is not https`);
  const inTime = AbortSignal.timeout(ISSUER_ANSWER_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, inTime]) : inTime;
  const asked = { ...options, redirect: 'manual', signal } as RequestInit;
  const response = await fetch(url, asked);
  const body = await bytesOf(response, url);
  const hasBody = ![101, 204, 205, 304].includes(response.status);
  return new Response(hasBody ? body : null, response);
}

async function bytesOf({ body }: Response, { origin }: URL): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`${origin} answers more than ${MOST_BYTES} bytes`);
    chunks.push(chunk as Uint8Array<ArrayBuffer>);
  }
  return new Blob(chunks);
}
