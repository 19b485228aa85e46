import type { Topology } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';

/** The topology of a model that tfjs builds, which is disposed of. */
export function topologyOf(model: tf.LayersModel): Topology {
  try {
    const { class_name, config } = model.toJSON(null, false) as unknown as Topology;
    return { class_name, config };
  } finally {
    model.dispose();
  }
}

/** The topology of layers one after the other. On a backend that was started. */
export function chainOf(
  sampleShape: readonly number[],
  layers: readonly tf.layers.Layer[],
): Topology {
  const inputs = tf.input({ name: 'input', shape: [...sampleShape] });
  const through = (x: tf.SymbolicTensor, layer: tf.layers.Layer) =>
    layer.apply(x) as tf.SymbolicTensor;
  return topologyOf(tf.model({ name: 'chain', inputs, outputs: layers.reduce(through, inputs) }));
}
