import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { normalization } from '../../testing/normalization.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import type { LayerOf, Pass } from './layer.ts';
import { maxPooling2d } from './max-pooling2d.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const IMAGE = [7, 6, 2];
const VALUES = [12];
const name = 'layer1';

/** What every layer has to fulfil; a new one gets a line here. */
const LAYERS: Readonly<Record<string, { layer: LayerOf; inputShape: readonly number[] }>> = {
  'conv2d with ReLU': {
    layer: conv2d({ name, filters: 3, kernelSize: 4, activation: 'relu' }),
    inputShape: IMAGE,
  },
  'conv2d, linear': {
    layer: conv2d({ name, filters: 3, kernelSize: 3, activation: 'linear' }),
    inputShape: IMAGE,
  },
  'conv2d with softmax': {
    layer: conv2d({ name, filters: 3, kernelSize: 1, activation: 'softmax' }),
    inputShape: IMAGE,
  },
  maxPooling2d: { layer: maxPooling2d({ name, poolSize: 2 }), inputShape: IMAGE },
  flatten: { layer: flatten({ name }), inputShape: IMAGE },
  'dense with ReLU': { layer: dense({ name, units: 5, activation: 'relu' }), inputShape: VALUES },
  'dense, linear': { layer: dense({ name, units: 5, activation: 'linear' }), inputShape: VALUES },
  'dense with softmax': {
    layer: dense({ name, units: 5, activation: 'softmax' }),
    inputShape: VALUES,
  },
  dropout: { layer: dropout({ name, rate: 0.5, number: 1 }), inputShape: VALUES },
  normalization: { layer: normalization({ name }), inputShape: VALUES },
};

test.for(Object.entries(LAYERS))(
  '%s predicts the bits of its layer of tfjs, and has its weights and shapes',
  ([, { layer: layerOf, inputShape }]) => {
    const layer = layerOf(inputShape);
    const inputs = tf.input({ shape: [...inputShape] });
    const outputs = layer.tfjsLayer(3).apply(inputs) as tf.SymbolicTensor;
    const model = tf.model({ inputs, outputs });
    expect(outputs.shape.slice(1)).toEqual(layer.outputShape);
    const weights = Object.fromEntries(
      layer.weights.map((weight) => [weight.name, weight.initial(3)]),
    );
    expect(model.weights.map(({ originalName }) => originalName)).toEqual(Object.keys(weights));
    for (const weight of model.weights) {
      const { shape, trainable } = layer.weights.find((each) => each.name === weight.originalName)!;
      expect(weight.shape).toEqual(shape);
      expect(weight.trainable).toBe(trainable);
      expect(weight.read().dataSync()).toEqual(weights[weight.originalName]!.dataSync());
      const other = tf.randomUniform([...shape], 0.1, 1);
      weights[weight.originalName] = other;
      weight.write(other);
    }
    const update = () => expect.unreachable('predicting changes nothing');
    const pass: Pass = { weights, random: {}, mode: 'predict', update };
    const x = tf.randomNormal([4, ...inputShape]);
    const found = layer.forward(x, pass);
    const expected = model.predict(x) as tf.Tensor;
    expect(found.shape).toEqual(expected.shape);
    expect(found.dataSync()).toEqual(expected.dataSync());
  },
);
