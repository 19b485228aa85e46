import { type ChosenSamples, countSamples, sampleSize, typeOf } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { compileLoops, type LoopBody } from '../graph/compile-loops.ts';
import {
  gatherOrder,
  gatherSamples,
  orderWords,
  placesOf,
  sampleWords,
} from '../graph/sample-words.ts';
import type { Model } from '../networks/model.ts';
import { gatherBatch } from '../samples/gather-batch.ts';
import { type Scaling, scalingTensors } from '../samples/scaling.ts';
import { nodeBackend } from '../backends/tensorflow/node-backend.ts';
import { runOp } from '../backends/tensorflow/run-op.ts';

const BATCH_SIZE = 100;

/**
 * The model's softmax for every sample that is chosen, in their order: on TensorFlow in one call of a
 * compiled graph, else, or when the model cannot be compiled, batch by batch.
 *
 * @param scaling the one of the training
 * @param compile false: batch by batch in any case, which rounds differently
 * @returns [samples, classes], row by row
 */
export async function predict(
  model: Model,
  set: ChosenSamples,
  scaling: Scaling,
  compile = true,
): Promise<Float32Array> {
  const compiled =
    compile && nodeBackend() && countSamples(set) > 0
      ? predictInOneCall(model, set, scaling)
      : undefined;
  if (!compiled) return predictByBatch(model, set, scaling);
  return takeValues(compiled);
}

/**
 * Reads a tensor and disposes of it. Outside `tf.tidy`, which looks for tensors in every element of
 * an array that it returns.
 */
function takeValues(tensor: tf.Tensor): Float32Array {
  try {
    return tensor.dataSync<'float32'>();
  } finally {
    tensor.dispose();
  }
}

/** The predictions, [samples, classes], or undefined when the model cannot be compiled. */
function predictInOneCall(
  model: Model,
  set: ChosenSamples,
  scaling: Scaling,
): tf.Tensor2D | undefined {
  const samples = countSamples(set);
  const batch = Math.min(BATCH_SIZE, samples);
  const batches = Math.ceil(samples / batch);
  const { sampleShape, classes } = model.network;
  const sample = { shape: sampleShape, type: typeOf(set.values) };
  const body: LoopBody<tf.Tensor2D> = (predictions, index, { values, order, ...scaling }) => {
    // The last batch may have the last sample more than once.
    const places = placesOf(index, batch, batch).minimum(tf.scalar(samples - 1, 'int32'));
    const indices = order ? gatherOrder(order, places as tf.Tensor1D) : places;
    const softmax = probabilities(model, gatherSamples(values!, indices, scaling, sample));
    return runOp('TensorScatterUpdate', { T: 'float32', Tindices: 'int32' }, [
      predictions,
      places.reshape([batch, 1]),
      softmax,
    ]) as tf.Tensor2D;
  };
  return tf.tidy(() => {
    const values = sampleWords(set, sampleShape);
    const carry = tf.zeros<tf.Rank.R2>([samples, classes]);
    const order = set.rows && { order: orderWords(set.rows) };
    const inputs = { values, ...order, ...scalingTensors(scaling) };
    const { loops } = compileLoops<tf.Tensor2D>([
      {
        body,
        examples: [
          { carry, index: 0, inputs },
          { carry: carry.add(1), index: batches - 1, inputs },
        ],
      },
    ]);
    if (!loops) return undefined;
    try {
      return loops.run(0, carry, 0, batches, inputs);
    } finally {
      loops.dispose();
    }
  });
}

function predictByBatch(model: Model, set: ChosenSamples, scaling: Scaling): Float32Array {
  const samples = countSamples(set);
  const { classes, sampleShape } = model.network;
  const size = sampleSize(sampleShape);
  const order = set.rows ?? Uint32Array.from({ length: samples }, (_, index) => index);
  const values = new Float32Array(BATCH_SIZE * size);
  const predictions = new Float32Array(samples * classes);
  for (let start = 0; start < samples; start += BATCH_SIZE) {
    const indices = order.subarray(start, start + BATCH_SIZE);
    gatherBatch(set, indices, scaling, values);
    const softmax = tf.tidy(() => {
      const batch = values.subarray(0, indices.length * size);
      return probabilities(model, tf.tensor(batch, [indices.length, ...sampleShape]));
    });
    predictions.set(takeValues(softmax), start * classes);
  }
  return predictions;
}

/** The softmax of a batch, [batch, classes]. */
function probabilities({ network, weights }: Model, samples: tf.Tensor): tf.Tensor2D {
  return tf.softmax(network.forward(samples, weights, {}, 'predict').logits);
}
