import { layersNetwork, Model, PiecePredictor, scalingOf, withInitialWeights } from '@chorus/model';
import { NetworkMistake } from '@chorus/network';
import { openModelFile, readWeights } from '@chorus/network/model-file';
import type { MemberToLoad, PredictorStart } from './messages.ts';

/** A member whose weights this process has. */
export type LoadedMember = Pick<PiecePredictor, 'predict'>;

/**
 * Makes a member ready to predict as its trainer did: the same network, weights, scaling and views.
 *
 * @throws NetworkMistake when its files are not those of its network, naming the file
 */
export async function loadMember(
  { specification, modelPath }: MemberToLoad,
  { sample, normalisation, sizes }: PredictorStart,
): Promise<LoadedMember> {
  const { seed, preparation, prediction, execution } = specification;
  const network = layersNetwork(specification.network.topology);
  const weights = await aboutFile(modelPath, async () => {
    const { weights: groups = [] } = await openModelFile(modelPath, true);
    return readWeights(modelPath, groups, { weights: network.weights, origins: new Map() });
  });
  return new PiecePredictor(new Model(withInitialWeights(network, weights), seed), {
    scaling: scalingOf(preparation, { sample, normalisation }),
    ...{ views: prediction.views, type: sample.type, sizes, compile: execution.compile },
  });
}

/** A mistake's words go on after the file's name. */
async function aboutFile<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof NetworkMistake)) throw error;
    throw new NetworkMistake(`${path} ${error.message}; copy the member's files back`);
  }
}
