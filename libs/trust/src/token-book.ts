import { ChorusError } from '@chorus/errors';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from './roles.ts';

/** A token as the coordinator keeps it: without the secret. */
export interface TokenRecord {
  /** By which people call it; no secret. */
  readonly id: string;
  readonly role: Role;
  /** SHA-256 of the secret, in hexadecimal. */
  readonly secretSha256: string;
  readonly createdMs: number;
  readonly expiresMs: number;
  /** How often it lets somebody in. */
  readonly uses: number;
  /** The names of those whom it let in. */
  readonly usedBy: readonly string[];
  readonly revokedMs?: number;
}

/** What a token is made for. */
export interface TokenWish {
  readonly role: Role;
  /** How long it is good, in milliseconds. */
  readonly lifetimeMs: number;
  readonly uses: number;
}

/** Makes a token. @returns its record, and the secret, which nobody keeps here */
export function createToken(
  { role, lifetimeMs, uses }: TokenWish,
  nowMs: number,
): { record: TokenRecord; secret: string } {
  const secret = randomBytes(32).toString('base64url');
  const record = {
    ...{ id: randomBytes(4).toString('hex'), role, secretSha256: sha256Of(secret) },
    ...{ createdMs: nowMs, expiresMs: nowMs + lifetimeMs, uses, usedBy: [] },
  };
  return { record, secret };
}

/**
 * The token whose secret somebody has shown, used once more.
 *
 * @param name of whom it lets in
 * @throws ChorusError `refused`: there is none, or it has expired, was revoked or used up. Who does not know the secret is told the
 *   same of all tokens
 */
export function useToken(
  records: readonly TokenRecord[],
  secret: string,
  name: string,
  nowMs: number,
): TokenRecord {
  const shown = Buffer.from(sha256Of(secret), 'hex');
  const found = records.find(({ secretSha256 }) =>
    timingSafeEqual(Buffer.from(secretSha256, 'hex'), shown),
  );
  if (!found) throw refusal('is not known here: it is of another coordinator, or was deleted');
  if (found.revokedMs !== undefined) throw refusal(`${found.id} was revoked`);
  if (nowMs >= found.expiresMs) {
    throw refusal(`${found.id} has expired (${new Date(found.expiresMs).toISOString()})`);
  }
  const { id, uses } = found;
  if (found.usedBy.length >= uses) throw refusal(`${id} is used up: it was for ${uses}`);
  return { ...found, usedBy: [...found.usedBy, name] };
}

function refusal(problem: string): ChorusError {
  return new ChorusError(
    'refused',
    `the token ${problem}; 'chorus token create' makes another one`,
  );
}

function sha256Of(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
