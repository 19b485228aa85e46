import { combinationSoFar } from '@chorus/ensemble';
import type { RunConfig } from '@chorus/proto';
import { combiningWish } from '@chorus/run-config';
import type { ValidateInput } from '../arithmetic/validate.ts';

/** What a validation takes from a run. */
interface ValidatedRun {
  readonly config: RunConfig;
  readonly folder: { readonly path: string };
  /** The digest of what a member that is done predicts of the validation samples. */
  digestOf(member: number): string;
  /** [validationSamples] */
  readonly labels: Int32Array;
  /** Where members leave out folds, the fold of each of those samples, and of a member. */
  readonly folds?: Uint16Array | undefined;
  foldOf?(member: number): number | undefined;
}

/** What is validated when these members are done. */
export function validationInput(run: ValidatedRun, members: readonly number[]): ValidateInput {
  const { config, folder, labels, folds } = run;
  return {
    combination: combinationSoFar(combiningWish(config.combining), members),
    folder: folder.path,
    members: members.map((member) => {
      const fold = run.foldOf?.(member);
      const predictionsSha256 = run.digestOf(member);
      return { member, predictionsSha256, ...(fold !== undefined && { fold }) };
    }),
    labels,
    ...(folds && { folds }),
    classes: config.dataset.classes.length,
    seed: config.members.seed,
  };
}
