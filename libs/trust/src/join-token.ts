import { ChorusError } from '@chorus/errors';
import { createHash } from 'node:crypto';
import { isRole, type Role } from './roles.ts';

/** What one string tells whoever is to join: where, whom to trust there, and by what they are let in. */
export interface JoinToken {
  /** HOST:PORT of the coordinator: one or more by which it may be dialled, the likeliest first. */
  readonly addresses: readonly string[];
  /** What it is for: who joins can tell before the coordinator does. */
  readonly role: Role;
  /** The SHA-256 of the authority's certificate (DER), in hexadecimal. */
  readonly authority: string;
  /** Known to the coordinator by its digest alone; 43 characters of base64url. */
  readonly secret: string;
}

/** So that a token is known for what it is, by people and by those who search for secrets that were published. */
const PREFIX = 'chorus-token-1.';
const CHECK_CHARS = 8;

/** The token as one word: base64url of its parts, and the beginning of their digest, by which a cut one is noticed. */
export function formatToken({ addresses, role, authority, secret }: JoinToken): string {
  const body = Buffer.from(JSON.stringify([addresses, role, authority, secret])).toString(
    'base64url',
  );
  return `${PREFIX}${body}.${checkOf(body)}`;
}

/**
 * Reads a token.
 *
 * @throws ChorusError `invalid` when it is none, or not whole; its message does not repeat the token
 */
export function parseToken(text: string): JoinToken {
  const word = text.trim();
  if (!word.startsWith(PREFIX)) {
    const problem = `this is no token: one begins with ${PREFIX}`;
    throw new ChorusError('invalid', `${problem} and is made by 'chorus token create'`);
  }
  const [body = '', check, ...more] = word.slice(PREFIX.length).split('.');
  const parts = check === checkOf(body) && more.length === 0 ? partsOf(body) : undefined;
  if (parts) return parts;
  throw new ChorusError('invalid', 'the token is not whole: copy all of it, in one line');
}

function partsOf(body: string): JoinToken | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(body, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 4) return undefined;
  const [addresses, role, authority, secret] = parts;
  const isOne =
    Array.isArray(addresses) &&
    addresses.length > 0 &&
    addresses.every((address) => typeof address === 'string') &&
    isRole(String(role)) &&
    /^[0-9a-f]{64}$/.test(String(authority)) &&
    /^[\w-]{43}$/.test(String(secret));
  return isOne ? { addresses, role, authority, secret } : undefined;
}

function checkOf(body: string): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, CHECK_CHARS);
}
