import * as tf from '@tensorflow/tfjs';
import type { Network, NetworkWeight } from '../networks/network.ts';

/** Sizes of `keras_training.py`, which has the same network and batches. */
const [BATCH, FEATURES, UNITS, CLASSES] = [16, 5, 6, 3];

/** The network of `keras_training.py`: one hidden layer with a hyperbolic tangent. */
export const KERAS_NETWORK: Network = {
  sampleShape: [FEATURES],
  classes: CLASSES,
  weights: [
    weight('dense/kernel', [FEATURES, UNITS], 0),
    weight('dense/bias', [UNITS], 1),
    weight('output/kernel', [UNITS, CLASSES], 2),
    weight('output/bias', [CLASSES], 3),
  ],
  initialSamples: 0,
  randomInputs: [],
  forward: (samples, weights) => {
    const [kernel, bias] = [weights['dense/kernel']!, weights['dense/bias']!];
    const hidden = tf.tanh(tf.add(tf.matMul(samples, kernel), bias));
    const output = tf.matMul(hidden, weights['output/kernel']!);
    return { logits: tf.add(output, weights['output/bias']!), updated: {} };
  },
  layersModel: () => {
    throw new Error('it is not saved');
  },
};

/** A batch of `keras_training.py`. @param step counts from 0 */
export function kerasBatch(step: number): { samples: tf.Tensor; labels: tf.Tensor } {
  const labels = Array.from({ length: BATCH }, (_, row) => (row * row + step) % CLASSES);
  return {
    samples: wave([BATCH, FEATURES], 2.3, step),
    labels: tf.tensor1d(labels, 'int32'),
  };
}

function weight(name: string, shape: number[], number: number): NetworkWeight {
  const initial = () => tf.tidy(() => tf.mul(wave(shape, 1.7, number), 0.5));
  const kind = name.endsWith('bias') ? 'bias' : 'kernel';
  return { name, shape, kind, trainable: true, initial };
}

function wave(shape: number[], pitch: number, phase: number): tf.Tensor {
  const size = shape.reduce((product, each) => product * each, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, index) => Math.sin(pitch * index + phase)),
    shape,
  );
}
