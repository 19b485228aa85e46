/**
 * The files that the workers of one run upload: checkpoints, predictions, models.
 *
 * F1: what workers upload lies in `artifacts` under its SHA-256 and is checked whenever it is read.
 *     The folder goes when the run has ended.
 */
import { ChorusError } from '@chorus/proto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireDigest } from './require-digest.ts';

/** The folder of the artifacts in the run's folder. */
export const ARTIFACTS_FOLDER = 'artifacts';

/** What the workers of one run have uploaded, by its SHA-256 in hexadecimal. */
export class ArtifactStore {
  readonly #folder: string;

  /** @param runFolder the path of the run's folder, which makes {@link ARTIFACTS_FOLDER} in it */
  constructor(runFolder: string) {
    this.#folder = join(runFolder, ARTIFACTS_FOLDER);
  }

  /** Where an uploaded file lies. @throws ChorusError `invalid` when this is no SHA-256 */
  path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new ChorusError('invalid', `'${sha256}' is not a SHA-256 in hexadecimal`);
    }
    return join(this.#folder, sha256);
  }

  has(sha256: string): boolean {
    return existsSync(this.path(sha256));
  }

  /** @throws ChorusError `not-found` when it is not here */
  require(sha256: string): void {
    if (this.has(sha256)) return;
    throw new ChorusError('not-found', `there is no file ${this.path(sha256)}`);
  }

  /** @throws ChorusError `not-found` when it is not here, `corrupt` when its bytes have changed */
  read(sha256: string): Buffer {
    this.require(sha256);
    const path = this.path(sha256);
    const bytes = readFileSync(path);
    requireDigest(path, bytes, sha256);
    return bytes;
  }

  remove(sha256: string): void {
    rmSync(this.path(sha256), { force: true });
  }

  /** The run has ended: what its members uploaded is kept under other names, or of no use. */
  removeAll(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
