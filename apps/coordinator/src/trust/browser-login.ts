/** The login of somebody in a browser, at their issuer and back (OpenID Connect Core 1.0, 3.1, with PKCE). */
import { ChorusError } from '@chorus/proto';
import {
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
  type Configuration,
} from 'openid-client';
import { issuerUnavailable } from './issuer.ts';

/** A login that has begun. */
export interface BegunLogin {
  /** Where the browser is to go. */
  readonly address: string;
  /** What the browser keeps until it comes back, and shows nobody else. */
  readonly kept: string;
}

/** An ID token, and what it must say so that it answers what was asked. */
export interface AnsweredLogin {
  readonly idToken: string;
  readonly nonce: string;
}

/** @param page where the issuer sends the browser back to */
export async function beginLogin(
  configuration: Configuration,
  scopes: readonly string[],
  page: string,
): Promise<BegunLogin> {
  const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
  const { href: address } = buildAuthorizationUrl(configuration, {
    redirect_uri: page,
    scope: scopes.join(' '),
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return { address, kept: [state, nonce, verifier].join('.') };
}

/**
 * Takes what the issuer had the browser bring back for an ID token.
 *
 * @param kept of {@link beginLogin}
 * @param answer the query of the address that the browser came back to
 * @throws ChorusError `refused` for an answer to another login, or one that the issuer refused; `unavailable`
 */
export async function finishLogin(
  configuration: Configuration,
  kept: string,
  answer: string,
  page: string,
): Promise<AnsweredLogin> {
  const [state = '', nonce = '', verifier = ''] = kept.split('.');
  const address = new URL(page);
  address.search = answer;
  try {
    const { id_token: idToken } = await authorizationCodeGrant(configuration, address, {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
      idTokenExpected: true,
    });
    return { idToken: idToken!, nonce };
  } catch (error) {
    throw explain(error, configuration.serverMetadata().issuer);
  }
}

function explain(error: unknown, issuer: string): ChorusError {
  const refused = (problem: string) =>
    new ChorusError('refused', `${problem}: log in again`, { cause: error });
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return refused(`the login was refused at ${issuer} (${error.error})`);
  }
  const isOfNetwork = error instanceof ClientError && error.code === undefined;
  if (isOfNetwork || (error as { code?: unknown }).code === 'OAUTH_TIMEOUT') {
    return issuerUnavailable(issuer, error);
  }
  return refused('what came back does not answer the login that was begun');
}
