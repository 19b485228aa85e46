import { NetworkMistake } from '@chorus/network';
import type { NetworkFacts } from '@chorus/network/inspection';
import { ChorusError } from '@chorus/proto';
import type { FinishedMember } from '@chorus/run-files';
import { keepWeights, type KeptWeights } from './keep-weights.ts';

/** Puts a member's weights into a cache. @throws ChorusError `corrupt` when they are not those of its network; DatasetError `storage` */
export type KeepMember = (member: FinishedMember) => Promise<KeptWeights>;

/**
 * What puts the weights of members that have ended into a cache, from where another run takes them.
 *
 * @param home the cache folder
 */
export function memberWeightsKeeper(home: string): KeepMember {
  // Most members of a run share their network.
  const known = new Map<string, NetworkFacts['weights']>();
  return async ({ specification, modelPath }) => {
    const { openModelFile, readWeights } = await import('@chorus/network/model-file');
    const { inspectNetwork } = await import('@chorus/network/inspection');
    const { topology } = specification.network;
    const key = JSON.stringify(topology);
    try {
      const weights = known.get(key) ?? (await inspectNetwork(topology)).weights;
      known.set(key, weights);
      const { weights: groups = [] } = await openModelFile(modelPath, true);
      const values = await readWeights(modelPath, groups, { weights, origins: new Map() });
      return await keepWeights(values, home);
    } catch (error) {
      if (!(error instanceof NetworkMistake)) throw error;
      const problem = `${modelPath} ${error.message}; copy the member's files back`;
      throw new ChorusError('corrupt', problem, { cause: error });
    }
  };
}
