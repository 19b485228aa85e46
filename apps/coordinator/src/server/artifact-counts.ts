import { ChorusError, type ArtifactHeader } from '@chorus/proto';
import type { AttemptRef } from '@chorus/scheduler';
import { attemptKey } from './attempt-key.ts';

/** What an attempt has brought: digests, by the kind of file. */
interface Brought {
  readonly ref: AttemptRef;
  readonly digests: Map<ArtifactHeader['kind'], Set<string>>;
}

/** How many files each attempt has brought: whoever brings other ones without end fills no disk. */
export class ArtifactCounts {
  readonly #isLive: (ref: AttemptRef) => boolean;
  readonly #brought = new Map<string, Brought>();

  /** @param isLive whether an attempt may still bring files: what is known of others is forgotten */
  constructor(isLive: (ref: AttemptRef) => boolean) {
    this.#isLive = isLive;
  }

  /** @param most how many of its kind an attempt may bring; the same one again is none more. @throws ChorusError `invalid` */
  requireFew(ref: AttemptRef, { kind, sha256 }: ArtifactHeader, most: number): void {
    const digests = this.#brought.get(attemptKey(ref))?.digests.get(kind);
    if (!digests || digests.has(sha256) || digests.size < most) return;
    throw new ChorusError(
      'invalid',
      `the attempt has brought ${digests.size} files of one kind already: more are not taken`,
    );
  }

  /** Notes a file that is on disk. */
  note(ref: AttemptRef, { kind, sha256 }: ArtifactHeader): void {
    const digests = this.#of(ref).digests;
    const known = digests.get(kind);
    if (known) known.add(sha256);
    else digests.set(kind, new Set([sha256]));
  }

  #of(ref: AttemptRef): Brought {
    const key = attemptKey(ref);
    const known = this.#brought.get(key);
    if (known) return known;
    for (const [former, { ref }] of this.#brought) {
      if (!this.#isLive(ref)) this.#brought.delete(former);
    }
    const made = { ref, digests: new Map() };
    this.#brought.set(key, made);
    return made;
  }
}
