import { ChorusError } from '@chorus/errors';
import { identityKey } from './identity-key.ts';
import type { RecordFiles } from './record-files.ts';
import type { Identity } from './roles.ts';

/**
 * Who may connect still, by the files of those who were let in and of those who were removed since.
 *
 * TRUST-3: While the files are gone nobody new may, and nobody who was removed; who might before still may.
 */
export class Rights {
  readonly #records: RecordFiles;
  /** Those who might when it was last looked. */
  readonly #seen: Set<string> = new Set();

  constructor(records: RecordFiles) {
    this.#records = records;
    if (this.#areGone) return;
    const admitted = records.names('admitted');
    this.#seen = new Set(admitted.filter((key) => !records.has('removed', key)));
  }

  /** Whether somebody may who has been let in. */
  isAdmitted(identity: Identity): boolean {
    return this.#may(identity, () => this.#records.has('admitted', identityKey(identity)));
  }

  /** Whether somebody may whose certificate is from elsewhere. */
  isWelcome(identity: Identity): boolean {
    return this.#may(identity, () => true);
  }

  isRemoved(identity: Identity): boolean {
    return this.#records.has('removed', identityKey(identity));
  }

  /** @throws ChorusError `unavailable` while the files are gone */
  requireFiles(): void {
    if (!this.#areGone) return;
    const remedy = "its 'trust' folder has to be put back, or the coordinator to be started again";
    const problem = 'what the coordinator knows of whom it trusts is gone';
    throw new ChorusError('unavailable', `${problem}: ${remedy}`);
  }

  #may(identity: Identity, isLetIn: () => boolean): boolean {
    const key = identityKey(identity);
    if (this.#areGone) return this.#seen.has(key);
    const may = isLetIn() && !this.isRemoved(identity);
    if (may) this.#seen.add(key);
    else this.#seen.delete(key);
    return may;
  }

  /** What lacks says nothing then. */
  get #areGone(): boolean {
    return !this.#records.hasParts('admitted', 'removed');
  }
}
