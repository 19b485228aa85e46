import type { Topology } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import { layersNetwork } from '../networks/layers-network.ts';
import { Model } from '../networks/model.ts';
import { TrainingError } from '../training-error.ts';
import type { SavedModel } from './save-model.ts';

/** What is read of `model.json`. */
interface SavedTopology {
  readonly modelTopology: Topology;
  readonly weightsManifest: readonly {
    readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  }[];
}

/**
 * The model that {@link saveModel} has written.
 *
 * @param seed the member's
 * @throws TrainingError `bad-model` when the files do not fit each other
 */
export function loadModel({ topology, weights }: SavedModel, seed: number): Model {
  const { modelTopology, weightsManifest } = JSON.parse(
    new TextDecoder().decode(topology),
  ) as SavedTopology;
  const model = new Model(layersNetwork(modelTopology), seed);
  const values = new Float32Array(new Uint8Array(weights).buffer);
  let start = 0;
  for (const { name, shape } of weightsManifest.flatMap((group) => group.weights)) {
    const size = tf.util.sizeFromShape([...shape]);
    const variable = model.weights[name];
    if (!variable || start + size > values.length) {
      model.dispose();
      throw new TrainingError('bad-model', `its weights do not fit its layers, from ${name} on`);
    }
    tf.tidy(() => variable.assign(tf.tensor(values.subarray(start, start + size), [...shape])));
    start += size;
  }
  return model;
}
