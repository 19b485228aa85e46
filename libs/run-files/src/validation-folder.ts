import { MOST_FOLDS } from '@chorus/run-config/folds';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { altered } from './altered.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { encodeLabels, readLabels } from './npy.ts';
import { readPredictions } from './read-predictions.ts';

/** What a run's folder has of the samples that members are validated on. */
export class ValidationFolder {
  readonly path: string;

  /** @param run the run's folder */
  constructor(run: string) {
    this.path = join(run, 'validation');
  }

  /**
   * Writes what does not come from members.
   *
   * @param labels [validationSamples]
   * @param folds of each of the samples, from 1, where members leave out folds
   */
  create(labels: Int32Array, folds: Uint16Array | undefined, classes: number): void {
    mkdirSync(this.path, { recursive: true });
    writeFileAtomically(this.#labelsPath, encodeLabels(labels, classes));
    if (!folds) return;
    writeFileAtomically(this.foldsPath, encodeLabels(Int32Array.from(folds), MOST_FOLDS));
  }

  get foldsPath(): string {
    return join(this.path, 'folds.npy');
  }

  predictionsPath(member: number): string {
    return join(this.path, `member-${member}.npy`);
  }

  /** The labels of the samples, [validationSamples]. @throws ChorusError `not-found`, `corrupt` */
  readLabels(validationSamples: number, classes: number): Int32Array {
    return readLabels(this.#labelsPath, validationSamples, classes);
  }

  /** The fold of each training sample, from 1, in a run with folds, [samples]. @throws ChorusError `not-found`, `corrupt` */
  readFolds(samples: number): Uint16Array {
    const folds = readLabels(this.foldsPath, samples, MOST_FOLDS);
    const wrong = folds.find((fold) => fold < 1 || fold > MOST_FOLDS);
    if (wrong === undefined) return Uint16Array.from(folds);
    throw altered(this.foldsPath, `a sample is in fold ${wrong}`);
  }

  /**
   * The accepted predictions of a member, of this shape: [validationSamples, classes], or those of its fold.
   *
   * @throws ChorusError `not-found`, or `corrupt` when they are not those that were accepted
   */
  readPredictions(member: number, shape: readonly [number, number], sha256: string): Float32Array {
    return readPredictions(this.predictionsPath(member), shape, sha256);
  }

  get #labelsPath(): string {
    return join(this.path, 'labels.npy');
  }
}
