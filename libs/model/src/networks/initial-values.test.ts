import { SeededRandom } from '@chorus/data';
import type { JsonObject, Topology } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chainOf } from '../testing/topology-of.ts';
import { layersNetwork } from './layers-network.ts';
import { Model } from './model.ts';
import type { PreparedSamples } from './network.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const softmax = () => tf.layers.dense({ name: 'output', units: 2, activation: 'softmax' });

function weightsOf(topology: Topology, seed = 1, samples?: PreparedSamples) {
  return new Model(layersNetwork(topology), seed, samples).weights;
}

/** A convolution of [6, 6, 2], with the initializer of our own. */
function convolution(filters: number, initializer: JsonObject, kernelSize = 3): Topology {
  const topology = chainOf(
    [6, 6, 2],
    [
      tf.layers.conv2d({ name: 'conv', filters, kernelSize, kernelInitializer: 'heNormal' }),
      tf.layers.globalAveragePooling2d({ name: 'pool' }),
      softmax(),
    ],
  );
  const text = JSON.stringify(topology).replace(
    /"kernel_initializer":\{"class_name":"VarianceScaling","config":\{"scale":2[^}]*\}\}/,
    `"kernel_initializer":${JSON.stringify(initializer)}`,
  );
  return JSON.parse(text) as Topology;
}

test('initial weights are a function of the seed, and every weight has its own', () => {
  const topology = chainOf(
    [5, 4],
    [
      tf.layers.lstm({ name: 'one', units: 4, returnSequences: true }) as tf.layers.Layer,
      tf.layers.lstm({ name: 'other', units: 4 }) as tf.layers.Layer,
      softmax(),
    ],
  );
  const values = (seed: number) =>
    Object.values(weightsOf(topology, seed)).map((weight) => [...weight.dataSync()]);
  expect(values(1)).toEqual(values(1));
  const random = values(1).filter((each) => new Set(each).size > 4);
  expect(random).toHaveLength(5); // two kernels of each layer, and the last one's
  expect(new Set(random.map(String)).size).toBe(5);
  for (const [index, each] of values(2).entries()) {
    if (new Set(each).size > 4) expect(each).not.toEqual(values(1)[index]);
  }
});

test.for([
  ['heNormal', Math.sqrt(2 / 300)],
  ['glorotNormal', Math.sqrt(2 / 500)],
  ['leCunNormal', Math.sqrt(1 / 300)],
] as const)(
  '%s has the spread of Keras, after what is cut off',
  ([kernelInitializer, deviation]) => {
    const dense = tf.layers.dense({ name: 'dense', units: 200, kernelInitializer });
    const kernel = weightsOf(chainOf([300], [dense, softmax()]))['dense/kernel']!;
    const { variance } = tf.moments(kernel);
    expect(Math.sqrt(variance.dataSync()[0]!) / deviation).toBeCloseTo(1, 1.7);
  },
);

test("a recurrent layer's orthogonal kernel has columns of length 1 at right angles", () => {
  const layer = tf.layers.simpleRNN({ name: 'memory', units: 6 }) as tf.layers.Layer;
  const kernel = weightsOf(chainOf([5, 4], [layer, softmax()]))['memory/recurrent_kernel']!;
  const products = tf.matMul(kernel as tf.Tensor2D, kernel as tf.Tensor2D, true).dataSync();
  for (const [index, product] of products.entries()) {
    expect(product).toBeCloseTo(index % 7 === 0 ? 1 : 0, 5);
  }
});

describe('Dirac', () => {
  const dirac = { class_name: 'Dirac', config: {} };

  test('gives the input channels back in the first output channels, and others as PyTorch does', () => {
    const kernel = weightsOf(convolution(5, dirac))['conv/kernel']! as tf.Tensor4D;
    const x = tf.randomNormal([2, 6, 6, 2], 0, 1, 'float32', 1) as tf.Tensor4D;
    const y = tf.conv2d(x, kernel, 1, 'same');
    expect(y.slice([0, 0, 0, 0], [-1, -1, -1, 2]).dataSync()).toEqual(x.dataSync());
    const others = kernel.slice([0, 0, 0, 2], [-1, -1, -1, 3]);
    const limit = 1 / Math.sqrt(3 * 3 * 2);
    expect(others.abs().max().dataSync()[0]! / limit).toBeLessThan(1);
    expect(others.abs().mean().dataSync()[0]! / limit).toBeCloseTo(0.5, 1);
  });

  test('is saved as an initializer that tfjs knows', () => {
    const network = layersNetwork(convolution(5, dirac));
    const { layers } = network.layersModel(1);
    const { kernelInitializer } = layers[1]!.getConfig() as unknown as {
      kernelInitializer: { className: string };
    };
    expect(kernelInitializer.className).toBe('VarianceScaling');
  });
});

describe('Whitening', () => {
  const topology = (filters: number, kernelSize = 2) =>
    convolution(filters, { class_name: 'Whitening', config: { epsilon: 1e-6 } }, kernelSize);

  /** Images in which neighbouring pixels and the two channels are alike. */
  function samples(): PreparedSamples {
    const random = SeededRandom.from(1);
    const values = new Float32Array(200 * 72);
    for (let at = 0; at < values.length; at++) {
      const before = at % 72 < 2 ? 0 : values[at - 2]!;
      values[at] = 0.7 * before + random.uniform() + (at % 2 === 0 ? 0 : 0.5 * values[at - 1]!);
    }
    return { values, sampleShape: [6, 6, 2] };
  }

  test.for([1, 2, 3])('makes patches of %d × itself white: variance 1, no covariance', (size) => {
    const directions = size * size * 2;
    const initial = weightsOf(topology(2 * directions, size), 1, samples());
    const kernel = initial['conv/kernel']! as tf.Tensor4D;
    const { values } = samples();
    const images = tf.tensor4d(values, [200, 6, 6, 2]);
    const convolved = tf.conv2d(images, kernel, 1, 'valid');
    const outputs: tf.Tensor2D = convolved.reshape([-1, 2 * directions]);
    const centred = outputs.sub(outputs.mean(0)).slice([0, 0], [-1, directions]) as tf.Tensor2D;
    const covariance = tf.matMul(centred, centred, true).div(centred.shape[0]);
    for (const [index, value] of covariance.dataSync().entries()) {
      expect(value).toBeCloseTo(index % (directions + 1) === 0 ? 1 : 0, 2);
    }
    const [one, other] = tf.split(kernel, 2, 3) as [tf.Tensor, tf.Tensor];
    expect(one.dataSync()).toEqual(other.neg().dataSync());
  });

  test('the first filters are those of the directions with most variance', () => {
    const all = weightsOf(topology(16), 1, samples())['conv/kernel']! as tf.Tensor4D;
    const some = weightsOf(topology(4), 1, samples())['conv/kernel']! as tf.Tensor4D;
    expect(some.slice([0, 0, 0, 0], [-1, -1, -1, 2]).dataSync()).toEqual(
      all.slice([0, 0, 0, 0], [-1, -1, -1, 2]).dataSync(),
    );
    const lengths = tf
      .norm(all.reshape([8, 16]), 2, 0)
      .dataSync()
      .slice(0, 8);
    expect([...lengths].sort((a, b) => a - b)).toEqual([...lengths]);
  });

  test('of other samples other filters, whatever the seed', () => {
    const of = (seed: number, given: PreparedSamples) =>
      weightsOf(topology(8), seed, given)['conv/kernel']!.dataSync();
    expect(of(1, samples())).toEqual(of(2, samples()));
    const { values, sampleShape } = samples();
    expect(of(1, { values: values.map((value) => value ** 2), sampleShape })).not.toEqual(
      of(1, samples()),
    );
  });

  test('filters beyond those of the directions begin at random, by the seed', () => {
    const parts = (filters: number, seed: number) => {
      const kernel = weightsOf(topology(filters), seed, samples())['conv/kernel']!;
      return tf.split(kernel, [16, filters - 16], 3).map((part) => part.dataSync());
    };
    const [white, rest] = parts(19, 1);
    expect(white).toEqual(weightsOf(topology(16), 1, samples())['conv/kernel']!.dataSync());
    expect(Math.max(...rest!)).toBeGreaterThan(0.1);
    expect(Math.max(...rest!)).toBeLessThanOrEqual(1 / Math.sqrt(8)); // fan-in: 2 · 2 · 2
    expect(parts(19, 2)[0]).toEqual(white);
    expect(parts(19, 2)[1]).not.toEqual(rest);
  });

  test('says how many samples it needs; other networks need none', () => {
    expect(layersNetwork(topology(8)).initialSamples).toBe(5000);
    expect(layersNetwork(chainOf([6], [softmax()])).initialSamples).toBe(0);
  });
});
