import { ChorusError } from '@chorus/errors';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readPrivateFile, writePrivateFile } from './key-file.ts';
import { isIdentityName, isRole, type Identity } from './roles.ts';

/** How long somebody who logged in is known, in milliseconds: a working day. */
export const SESSION_MS = 12 * 60 * 60 * 1000;

/** Somebody who has logged in: known by a word that their browser keeps, not by a certificate. */
export interface Session extends Identity {
  readonly id: string;
  readonly expiresMs: number;
}

/** What is in the file. */
interface Kept {
  /** 32 bytes, as base64url. */
  readonly key: string;
  /** When those sessions would have expired that ended before, by their ids. */
  readonly ended: Readonly<Record<string, number>>;
}

/**
 * Sessions, which outlive the coordinator's process: nothing is kept of them but a key, since each one's word says whose it is
 * and is authenticated with that key (HMAC-SHA-256).
 *
 * SESSION-1: Of a word that was altered, made with another key, has expired, or was ended, nothing is believed.
 */
export class SessionBook {
  readonly #path: string;
  #kept: Kept;

  private constructor(path: string, kept: Kept) {
    this.#path = path;
    this.#kept = kept;
  }

  /**
   * Opens the book; one that is not there is made.
   *
   * @param path of a file that nobody else reads
   * @throws ChorusError `refused` when others can read it, `corrupt` when it is no such file; Error of the system
   */
  static open(path: string): SessionBook {
    if (existsSync(path)) return new SessionBook(path, parse(path, readPrivateFile(path)));
    const book = new SessionBook(path, { key: randomBytes(32).toString('base64url'), ended: {} });
    book.#write();
    return book;
  }

  /** A name for its sessions' words that no other book gives: browsers keep those of all servers of one host together. */
  get name(): string {
    return this.#digest('name').subarray(0, 4).toString('hex');
  }

  /** Begins a session. @returns it, and the word by which it is known */
  begin({ role, name }: Identity, nowMs: number): { session: Session; word: string } {
    const id = randomBytes(12).toString('base64url');
    const session = { role, name, id, expiresMs: nowMs + SESSION_MS };
    const body = Buffer.from(JSON.stringify([role, name, session.expiresMs, id]));
    const text = body.toString('base64url');
    return { session, word: `${text}.${this.#digest(text).toString('base64url')}` };
  }

  /** The session that a word is of; undefined: it is of none that lasts (SESSION-1). */
  find(word: string, nowMs: number): Session | undefined {
    const [text = '', shown = '', ...more] = word.split('.');
    const expected = this.#digest(text).toString('base64url');
    if (more.length > 0 || shown.length !== expected.length) return undefined;
    if (!timingSafeEqual(Buffer.from(shown), Buffer.from(expected))) return undefined;
    const session = sessionIn(text);
    if (!session || Object.hasOwn(this.#kept.ended, session.id)) return undefined;
    return nowMs < session.expiresMs ? session : undefined;
  }

  /** Ends a session before its time: its word is good for nothing any more, whoever has kept it. */
  end({ id, expiresMs }: Session, nowMs: number): void {
    const ended = Object.entries(this.#kept.ended).filter(([, endMs]) => endMs > nowMs);
    this.#kept = { ...this.#kept, ended: Object.fromEntries([...ended, [id, expiresMs]]) };
    this.#write();
  }

  #digest(text: string): Buffer {
    return createHmac('sha256', Buffer.from(this.#kept.key, 'base64url')).update(text).digest();
  }

  #write(): void {
    writePrivateFile(this.#path, `${JSON.stringify(this.#kept)}\n`);
  }
}

function parse(path: string, text: string): Kept {
  try {
    const { key, ended } = JSON.parse(text) as Kept;
    if (Buffer.from(key, 'base64url').length === 32 && typeof ended === 'object') {
      return { key, ended };
    }
  } catch {
    // Its text is not told: it may hold the key.
  }
  const remedy = 'delete it, and all have to log in again';
  throw new ChorusError('corrupt', `${path} holds no sessions' key: ${remedy}`);
}

/** What an authenticated text says. */
function sessionIn(text: string): Session | undefined {
  const said: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
  if (!Array.isArray(said)) return undefined;
  const [role, name, expiresMs, id] = said;
  return isRole(role) && isIdentityName(name) ? { role, name, expiresMs, id } : undefined;
}
