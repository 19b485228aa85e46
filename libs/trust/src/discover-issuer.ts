import {
  allowInsecureRequests,
  customFetch,
  discovery,
  None,
  type Configuration,
} from 'openid-client';
import { ISSUER_ANSWER_MS, issuerFetch } from './issuer-fetch.ts';

/**
 * Asks an issuer who it is (OpenID Connect Discovery 1.0), for a client that has no secret.
 *
 * @throws Error of the network, or of what it answered
 */
export function discoverIssuer(url: URL, clientId: string): Promise<Configuration> {
  return discovery(url, clientId, undefined, None(), {
    // What is not on this machine, `issuerFetch` asks by HTTPS alone.
    execute: url.protocol === 'http:' ? [allowInsecureRequests] : [],
    timeout: ISSUER_ANSWER_MS / 1000,
    [customFetch]: issuerFetch,
  });
}

/** Why an issuer could not be asked: `fetch` itself says only that it failed, and libraries that something went wrong. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isReason = error.cause instanceof Error && error.cause.message !== '';
  return isReason ? reasonOf(error.cause) : error.message;
}
