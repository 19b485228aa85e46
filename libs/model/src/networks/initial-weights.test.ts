import { mlpTopology } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { withInitialWeights } from './initial-weights.ts';
import { layersNetwork } from './layers-network.ts';
import { Model } from './model.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const network = layersNetwork(mlpTopology({ denseUnits: [2], dropout: 0 }, [3], 2));
const KERNEL = { name: 'dense1/kernel', shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) };

test('weights that are given begin with their values for every seed, others with the draw of the seed', () => {
  for (const seed of [1, 2]) {
    const [given, drawn] = [withInitialWeights(network, [KERNEL]), network].map(
      (each) => new Model(each, seed).weights,
    );
    expect(given!['dense1/kernel']!.dataSync()).toEqual(KERNEL.values);
    expect(given!['output/kernel']!.dataSync()).toEqual(drawn!['output/kernel']!.dataSync());
  }
});

test('the network is otherwise the same', () => {
  const changed = withInitialWeights(network, [KERNEL]);
  const { weights } = new Model(changed, 1);
  const samples = tf.tensor2d([[1, 2, 3]]);
  const logits = [network, changed].map((each) =>
    each.forward(samples, weights, {}, 'predict').logits.dataSync(),
  );
  expect(logits[1]).toEqual(logits[0]);
  expect(changed.randomInputs).toEqual(network.randomInputs);
});

test.for([
  [{ ...KERNEL, name: 'other/kernel' }, "the network has no weight 'other/kernel' to begin with"],
  [
    { ...KERNEL, shape: [2, 3] },
    /'dense1\/kernel' is given with shape \[2, 3\], .* needs \[3, 2\]$/,
  ],
] as const)('weights of another network are refused', ([weight, words]) => {
  expect(() => withInitialWeights(network, [weight])).toThrow(words);
});
