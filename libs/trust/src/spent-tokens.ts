import { ChorusError } from '@chorus/errors';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readPrivateFile, writePrivateFile } from './key-file.ts';

/**
 * The ID tokens that have let somebody in, by their digests, until they expire: they outlive the coordinator's process.
 *
 * SPENT-1: A token is taken once.
 */
export class SpentTokens {
  readonly #path: string;
  #untilMs: ReadonlyMap<string, number>;

  private constructor(path: string, untilMs: ReadonlyMap<string, number>) {
    this.#path = path;
    this.#untilMs = untilMs;
  }

  /**
   * @param path of a file that nobody else reads; one that is not there is made when a token is spent
   * @throws ChorusError `refused` when others can read it, `corrupt` when it is no such file; Error of the system
   */
  static open(path: string): SpentTokens {
    return new SpentTokens(path, existsSync(path) ? parse(path) : new Map());
  }

  /**
   * Spends a token.
   *
   * @param token a JWT; its signature does not count, since some algorithms have two that are right for one text
   * @param untilMs from when on it is good for nothing anyway, in Unix milliseconds
   * @throws ChorusError `refused` when it was spent before (SPENT-1)
   */
  spend(token: string, untilMs: number, nowMs: number): void {
    const signed = token.slice(0, token.lastIndexOf('.'));
    const digest = createHash('sha256').update(signed).digest('base64url');
    const kept = [...this.#untilMs].filter(([, endMs]) => endMs > nowMs);
    if (kept.some(([other]) => other === digest)) {
      throw new ChorusError('refused', 'the ID token was used before: log in again for another');
    }
    const all = new Map([...kept, [digest, untilMs]]);
    writePrivateFile(this.#path, `${JSON.stringify(Object.fromEntries(all))}\n`);
    this.#untilMs = all;
  }
}

function parse(path: string): ReadonlyMap<string, number> {
  try {
    const entries = Object.entries(JSON.parse(readPrivateFile(path)) as object);
    if (entries.every(([, untilMs]) => Number.isFinite(untilMs))) return new Map(entries);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const remedy = 'delete it when ID tokens that are older than an hour are of no use any more';
  throw new ChorusError('corrupt', `${path} holds no digests of tokens: ${remedy}`);
}
