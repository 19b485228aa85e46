import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../../backends/backend.ts';
import { fusedBatchNorm } from '../../backends/tensorflow/fused-batch-norm.ts';
import { describeOnTensorFlow } from '../../testing/on-tensorflow.ts';
import { chainOf, topologyOf } from '../../testing/topology-of.ts';
import { layersNetwork } from '../layers-network.ts';
import { Model } from '../model.ts';
import { type NormalisedBatch, plainBatchNorm } from './batch-normalization.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

/** Outputs, means, variances, and the gradients of samples, scale and offset. */
function computed(
  shape: number[],
  normalise: (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => NormalisedBatch,
): Float32Array[] {
  const channels = shape.at(-1)!;
  const x = tf.randomNormal(shape, 3, 2, 'float32', 1);
  const [gamma, beta] = [2, 3].map((seed) => tf.randomNormal([channels], 0, 1, 'float32', seed));
  const weights = tf.randomNormal(shape, 0, 1, 'float32', 4);
  const { mean, variance } = normalise(x, gamma!, beta!);
  const { value, grads } = tf.valueAndGrads((...inputs: tf.Tensor[]) => {
    const { y } = normalise(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor]));
    return tf.sum(tf.mul(y, weights));
  })([x, gamma!, beta!]);
  return [value, mean, variance, ...grads].map((each) => each.dataSync<'float32'>());
}

describeOnTensorFlow(() => {
  test.for([[[6, 4, 5, 3]], [[8, 3]], [[5, 4, 3]], [[3, 4, 2, 2, 3]], [[1, 3]]])(
    "of %j TensorFlow's operation gives what plain ones give",
    ([shape]) => {
      const fused = computed(shape!, (x, gamma, beta) => fusedBatchNorm(x, gamma, beta, 0.01));
      const axis = shape!.length - 1;
      const plain = computed(shape!, (x, ...rest) => plainBatchNorm(x, axis, ...rest, 0.01));
      for (const [index, values] of plain.entries()) {
        const largest = Math.max(1, ...values.map(Math.abs));
        for (const [place, value] of values.entries()) {
          expect(Math.abs(fused[index]![place]! - value) / largest).toBeLessThan(1e-5);
        }
      }
    },
  );

  test('it leaves no tensor behind', () => {
    const x = tf.ones([4, 2]);
    const [gamma, beta] = [tf.ones([2]), tf.ones([2])];
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      tf.grads((...inputs: tf.Tensor[]) =>
        tf.sum(fusedBatchNorm(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor]), 0.01).y),
      )([x, gamma, beta]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a layer that is used twice moves its means twice', () => {
  const inputs = tf.input({ shape: [2] });
  const layer = tf.layers.batchNormalization({ name: 'twice', momentum: 0.5 });
  const twice = layer.apply(layer.apply(inputs)) as tf.SymbolicTensor;
  const outputs = tf.layers
    .dense({ name: 'output', units: 2, activation: 'softmax' })
    .apply(twice) as tf.SymbolicTensor;
  const network = layersNetwork(topologyOf(tf.model({ inputs, outputs })));
  const { weights } = new Model(network, 1);
  const x = tf.tensor2d([
    [0, 4],
    [2, 8],
  ]);
  const { updated } = network.forward(x, weights, {}, 'train');
  // First halfway to the samples' means, then halfway to zero, the means of what is normalised.
  expect([...updated['twice/moving_mean']!.dataSync()]).toEqual([0.25, 1.5]);
});

test('one whose samples are normalised by place has the numbers of a place', () => {
  const network = layersNetwork(
    chainOf(
      [3, 4],
      [
        tf.layers.batchNormalization({ name: 'places', axis: 1 }),
        tf.layers.flatten({ name: 'flatten' }),
        tf.layers.dense({ name: 'output', units: 2, activation: 'softmax' }),
      ],
    ),
  );
  expect(network.weights[0]).toMatchObject({ name: 'places/gamma', shape: [3] });
});
