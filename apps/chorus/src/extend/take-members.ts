import type { WeightValues } from '@chorus/network/model-file';
import { validatedOn } from '@chorus/proto';
import type { TakenMember } from '@chorus/run-config';
import type { FinishedRun } from '@chorus/run-files';
import { join } from 'node:path';
import { keepWeights } from '../network/keep-weights.ts';
import { memberWeightsKeeper } from '../network/member-weights.ts';

/** Members of a run that has ended, and the files with their weights or predictions in the cache, by SHA-256. */
export interface TakenMembers {
  /** In the order of their numbers. */
  readonly taken: readonly TakenMember[];
  readonly given: ReadonlyMap<string, string>;
}

/**
 * Puts the weights of a run's members into the cache, from where another run begins with them; of those that have no model
 * what they predict.
 *
 * @param folder the run's folder, as it is called
 * @throws ChorusError `corrupt` when weights are not those of their network; DatasetError `storage` when the disk refuses
 */
export async function takeMembers(
  run: FinishedRun,
  folder: string,
  home: string,
): Promise<TakenMembers> {
  const taken: TakenMember[] = [];
  const given = new Map<string, string>();
  const keep = memberWeightsKeeper(home);
  for (const finished of run.members) {
    const { member, hasModel } = finished;
    if (!hasModel) {
      const { sha256, path } = await keepWeights(predictionsOf(run, member), home);
      given.set(sha256, path);
      const from = join(folder, 'predictions', `member-${member}.npy`);
      taken.push({ member, from, predictionsSha256: sha256 });
      continue;
    }
    const kept = await keep(finished);
    given.set(kept.sha256, kept.path);
    const from = join(folder, 'members', String(member));
    taken.push({ member, from, weightsSha256: kept.sha256 });
  }
  return { taken: taken.toSorted((one, other) => one.member - other.member), given };
}

/** What a member predicts, as the file has it that a worker takes it from. */
function predictionsOf(run: FinishedRun, member: number): WeightValues[] {
  const classes = run.config.dataset.classes.length;
  const tensor = (name: string, values: Float32Array) => {
    return { name, shape: [values.length / classes, classes], values };
  };
  const samples = validatedOn(run.config);
  const tensors = [tensor('test', run.predictions(member))];
  if (samples > 0) tensors.push(tensor('validation', run.heldOutPredictions(member, samples)));
  return tensors;
}
