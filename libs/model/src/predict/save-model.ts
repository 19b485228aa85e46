import * as tf from '@tensorflow/tfjs';
import type { Model } from '../networks/model.ts';

/** The two files of a tfjs LayersModel: in one folder, `tf.loadLayersModel` opens the first. */
export interface SavedModel {
  /** The file `model.json`. */
  readonly topology: Uint8Array;
  /** The file `weights.bin`: float32, little endian, in the order that `model.json` lists. */
  readonly weights: Uint8Array;
}

/** The model as files, layers and weights, without the optimizer. */
export async function saveModel({ network, weights, seed }: Model): Promise<SavedModel> {
  const model = network.layersModel(seed);
  try {
    for (const weight of model.weights) weight.write(weights[weight.originalName]!);
    return await filesOf(model);
  } finally {
    model.dispose();
  }
}

async function filesOf(model: tf.LayersModel): Promise<SavedModel> {
  let saved: SavedModel | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { modelTopology, format, generatedBy, convertedBy } = artifacts;
      const weightsManifest = [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }];
      const json = { modelTopology, format, generatedBy, convertedBy, weightsManifest };
      saved = {
        topology: new TextEncoder().encode(JSON.stringify(json)),
        weights: new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData!)),
      };
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  return saved!;
}
