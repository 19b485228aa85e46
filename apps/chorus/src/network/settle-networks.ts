import { ChorusError } from '@chorus/proto';
import {
  isPredictionsFile,
  resolvedGroups,
  type NetworkDataset,
  type PlacedDocument,
  type SettledNetworks,
} from '@chorus/run-config';
import { settleNetwork, type SettledNetwork } from './settle-network.ts';

/** A run's networks, and what is to be told of them. */
export interface SettledRunNetworks extends SettledNetworks {
  readonly notes: readonly string[];
  /** The files with the weights that training begins with, by their SHA-256. */
  readonly weights: ReadonlyMap<string, string>;
}

/**
 * The network that the run names or describes, and those that its groups of members have of their own.
 *
 * @param home the cache, where files with weights are kept
 * @throws ChorusError `invalid`, one line that names the layer, with line and column of a list
 */
export async function settleNetworks(
  config: PlacedDocument,
  dataset: NetworkDataset,
  home: string,
): Promise<SettledRunNetworks> {
  const shared = await settleNetwork(config, dataset, home);
  const ofGroups: (SettledNetwork | undefined)[] = [];
  for (const { group, config: own } of resolvedGroups(config)) {
    const hasModel = group.from !== undefined && !isPredictionsFile(group.from);
    const isOwn = group.network !== undefined || hasModel;
    const settled = isOwn ? await settleNetwork(own, dataset, home) : undefined;
    if (hasModel && settled?.network.weightsSha256 === undefined) {
      const problem = `${own.place('network.model')}: ${group.from} has no weights`;
      throw new ChorusError('invalid', `${problem}: name a model that was trained`);
    }
    ofGroups.push(settled);
  }
  const all = [shared, ...ofGroups].filter((settled) => settled !== undefined);
  return {
    network: shared.network,
    ofGroups: ofGroups.map((settled) => settled?.network),
    // Groups of one model's file say the same of it.
    notes: [...new Set(all.flatMap(({ notes }) => notes))],
    weights: new Map(all.flatMap(weightsOf)),
  };
}

function weightsOf({ network, weightsPath }: SettledNetwork): [sha256: string, path: string][] {
  const { weightsSha256 } = network;
  return weightsSha256 === undefined ? [] : [[weightsSha256, weightsPath!]];
}
