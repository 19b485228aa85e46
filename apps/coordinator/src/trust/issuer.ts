import { ChorusError } from '@chorus/proto';
import {
  discoverIssuer,
  ISSUER_ANSWER_MS,
  issuerFetch,
  isSecureUrl,
  reasonOf,
} from '@chorus/trust/issuer';
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import type { Configuration } from 'openid-client';

/** An issuer may move its endpoints and keys; keys that are new are asked for when a token names one. */
const KNOWN_MS = 60 * 60 * 1000;
/** An issuer that could not be asked is not asked again for so long, however many log in. */
const UNKNOWN_MS = 5_000;

/** What an issuer says of itself. */
export interface Discovered {
  /** As its tokens name it. */
  readonly issuer: string;
  readonly keys: JWTVerifyGetKey;
  readonly configuration: Configuration;
}

/**
 * An issuer of identities, which is asked when somebody logs in: a coordinator starts, and works, while it cannot be reached.
 *
 * ISSUER-1: It is asked once at a time, and not again at once when that failed.
 */
export class Issuer {
  readonly #url: URL;
  readonly #clientId: string;
  #discovering: Promise<Discovered> | undefined;
  #untilMs = 0;

  constructor(url: URL, clientId: string) {
    this.#url = url;
    this.#clientId = clientId;
  }

  /** @throws ChorusError `unavailable` when it does not answer, or not as an issuer does */
  discover(nowMs: number): Promise<Discovered> {
    if (this.#discovering && nowMs < this.#untilMs) return this.#discovering;
    // While it is under way nobody else asks.
    this.#untilMs = Infinity;
    const discovering = this.#ask();
    discovering.then(
      () => (this.#untilMs = Date.now() + KNOWN_MS),
      () => (this.#untilMs = Date.now() + UNKNOWN_MS),
    );
    return (this.#discovering = discovering);
  }

  async #ask(): Promise<Discovered> {
    try {
      const configuration = await discoverIssuer(this.#url, this.#clientId);
      const { issuer, jwks_uri: keys = '' } = configuration.serverMetadata();
      if (!URL.canParse(keys) || !isSecureUrl(new URL(keys))) {
        throw new Error('it names no place of its keys that is reached over https');
      }
      return { issuer, keys: keysAt(new URL(keys)), configuration };
    } catch (error) {
      throw issuerUnavailable(this.#url.href, error);
    }
  }
}

function keysAt(url: URL): JWTVerifyGetKey {
  return createRemoteJWKSet(url, {
    timeoutDuration: ISSUER_ANSWER_MS,
    [customFetch]: issuerFetch,
  });
}

/** Tells that an issuer could not be asked, and why. */
export function issuerUnavailable(issuer: string, cause: unknown): ChorusError {
  const why = reasonOf(cause);
  const remedy = 'try again when it answers, or join with a token';
  return new ChorusError(
    'unavailable',
    `the coordinator cannot ask the issuer ${issuer}: ${why}; ${remedy}`,
    { cause },
  );
}
