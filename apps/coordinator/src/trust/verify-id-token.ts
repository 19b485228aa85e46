import { ChorusError } from '@chorus/proto';
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import { issuerUnavailable, type Issuer } from './issuer.ts';

/** ID tokens have some kilobytes, of somebody in hundreds of groups. */
const MOST_CHARS = 32 * 1024;
const MOST_SUBJECT_CHARS = 255;

/** How long after it was made an ID token lets in, whatever it says itself: who logs in uses it at once. */
const MOST_AGE_S = 10 * 60;
/** How far the clocks of the issuer and the coordinator may differ. */
const TOLERANCE_S = 60;

/** Those with a public key: what only the issuer can sign. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** What an ID token says, when all of it was found true. */
export interface VerifiedToken {
  /** As it names itself. */
  readonly issuer: string;
  /** Whom it is about: no other account of the issuer's has it. */
  readonly subject: string;
  readonly claims: JWTPayload;
  /** From when on it is good for nothing, in Unix milliseconds. */
  readonly untilMs: number;
}

/** Whose tokens are taken. */
export interface TokenTerms {
  readonly issuer: URL;
  readonly clientId: string;
  /** What was sent with the request that it answers. Default: nothing was. */
  readonly nonce?: string;
}

/**
 * Makes sure that an ID token is one of the issuer's, for this client, and new (OpenID Connect Core 1.0, 3.1.3.7).
 *
 * @throws ChorusError `refused` for one that is not; its message repeats nothing of it. `unavailable` when the issuer cannot be asked
 */
export async function verifyIdToken(
  token: string,
  terms: TokenTerms,
  issuer: Pick<Issuer, 'discover'>,
  nowMs: number,
): Promise<VerifiedToken> {
  // What is not of the issuer anyway has it asked nothing.
  requireIssuer(token, terms.issuer);
  const known = await issuer.discover(nowMs);
  try {
    const { payload, protectedHeader } = await jwtVerify(token, known.keys, {
      issuer: known.issuer,
      audience: terms.clientId,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', 'iat', 'sub'],
      maxTokenAge: MOST_AGE_S,
      clockTolerance: TOLERANCE_S,
      currentDate: new Date(nowMs),
    });
    // An access token (RFC 9068) may be for the same client.
    const kind = protectedHeader.typ ?? 'JWT';
    if (kind.toUpperCase() !== 'JWT') throw refusal(`is no ID token, but of the type ${kind}`);
    requireForClient(payload, terms);
    const { sub: subject = '', iat = 0 } = payload;
    if (subject === '' || subject.length > MOST_SUBJECT_CHARS) throw refusal('is about nobody');
    const untilMs = (iat + MOST_AGE_S + TOLERANCE_S) * 1000;
    return { issuer: known.issuer, subject, claims: payload, untilMs };
  } catch (error) {
    throw error instanceof ChorusError ? error : explain(error, terms);
  }
}

/** @throws ChorusError `refused` for what is no JWT, or of another issuer */
function requireIssuer(token: string, { href }: URL): void {
  let said: string | undefined;
  try {
    if (token.length <= MOST_CHARS) said = decodeJwt(token).iss ?? '';
  } catch {
    // It is none.
  }
  if (said === undefined) throw refusal('is no JWT, or too long');
  const isIssuers = URL.canParse(said) && new URL(said).href === href;
  if (!isIssuers) throw refusal(`is of another issuer than ${href}`);
}

function requireForClient({ aud, azp, nonce }: JWTPayload, terms: TokenTerms): void {
  const isForOthersToo = Array.isArray(aud) && aud.length > 1;
  if ((isForOthersToo || azp !== undefined) && azp !== terms.clientId) {
    throw refusal(`was given to another client than ${terms.clientId}`);
  }
  if (terms.nonce !== undefined && nonce !== terms.nonce) {
    throw refusal('does not answer what was asked');
  }
}

/** What is wrong with a token, or with the issuer. */
function explain(error: unknown, { issuer, clientId }: TokenTerms): ChorusError {
  const signer = `is not signed with a key of ${issuer.href}`;
  if (error instanceof errors.JWTExpired) return refusal('has expired', error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'aud'
      ? refusal(`is for another client than ${clientId}`, error)
      : refusal(`says what does not hold of ${error.claim}: is the clock right?`, error);
  }
  if (SIGNATURE_ERRORS.some((kind) => error instanceof kind)) return refusal(signer, error);
  return issuerUnavailable(issuer.href, error);
}

const SIGNATURE_ERRORS = [
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSEAlgNotAllowed,
  errors.JWSInvalid,
  errors.JWTInvalid,
  errors.JOSENotSupported,
];

function refusal(problem: string, cause?: unknown): ChorusError {
  return new ChorusError('refused', `the ID token ${problem}: log in again`, { cause });
}
