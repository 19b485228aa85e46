import type { NetworkFacts } from '@chorus/network/inspection';
import type { RunConfig } from '@chorus/proto';
import type { TakenMember } from '@chorus/run-config';
import type { FinishedRun } from '@chorus/run-files';
import { join } from 'node:path';
import { keepWeights } from '../network/keep-weights.ts';

/** Members of a run that has ended, and the files with their weights in the cache, by SHA-256. */
export interface TakenMembers {
  /** In the order of their numbers. */
  readonly taken: readonly TakenMember[];
  readonly weights: ReadonlyMap<string, string>;
}

/**
 * Puts the weights of a run's members into the cache, from where another run begins with them.
 *
 * @param path the run's folder, as it is called
 * @throws DatasetError `storage` when the disk refuses
 */
export async function takeMembers(
  run: FinishedRun,
  path: string,
  home: string,
): Promise<TakenMembers> {
  const taken: TakenMember[] = [];
  const weights = new Map<string, string>();
  const weightsOf = rememberingWeights();
  for (const { member, modelPath, specification } of run.members) {
    const { openModelFile, readWeights } = await import('@chorus/network/model-file');
    const { weights: groups = [] } = await openModelFile(modelPath, true);
    const needed = { weights: await weightsOf(specification.network), origins: new Map() };
    const kept = await keepWeights(await readWeights(modelPath, groups, needed), home);
    weights.set(kept.sha256, kept.path);
    const from = join(path, 'members', String(member));
    taken.push({ member, from, weightsSha256: kept.sha256 });
  }
  return { taken: taken.toSorted((one, other) => one.member - other.member), weights };
}

/** The weights that a network has, which most members of a run share. */
function rememberingWeights() {
  const known = new Map<string, NetworkFacts['weights']>();
  return async ({ topology }: RunConfig['network']): Promise<NetworkFacts['weights']> => {
    const key = JSON.stringify(topology);
    const former = known.get(key);
    if (former) return former;
    const { inspectNetwork } = await import('@chorus/network/inspection');
    const { weights } = await inspectNetwork(topology);
    known.set(key, weights);
    return weights;
  };
}
