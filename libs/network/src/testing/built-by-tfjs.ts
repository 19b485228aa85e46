import * as tf from '@tensorflow/tfjs';
import type { Topology } from '../topology.ts';

/** The network as tfjs builds it, with weights of its own. */
export async function builtByTfjs({ class_name, config }: Topology): Promise<tf.LayersModel> {
  await tf.setBackend('cpu');
  const json = { modelTopology: { class_name, config: structuredClone(config) } };
  return tf.loadLayersModel({ load: async () => json as tf.io.ModelArtifacts });
}

/** What tfjs writes of a network, without the versions. */
export function writtenByTfjs(model: tf.LayersModel): unknown {
  const { class_name, config } = model.toJSON(null, false) as unknown as Topology;
  return { class_name, config };
}
