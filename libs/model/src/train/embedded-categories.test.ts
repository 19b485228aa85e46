import { readLayers } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { layersNetwork } from '../networks/layers-network.ts';
import { Model } from '../networks/model.ts';
import type { Network } from '../networks/network.ts';
import { SMALL_ADAM } from '../testing/small-config.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';
import { trainMember } from './train-member.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const CATEGORIES = 1001;
/** By what the columns, a number and a category, are standardised. */
const SCALING = {
  mean: [50, 513.7].map(Math.fround),
  deviation: [10, 281.3].map(Math.fround),
};

function network(width: number): Network {
  const [scale, offset] = [SCALING.deviation[1]!, SCALING.mean[1]!];
  const categories = [{ name: 'city', column: 1, count: CATEGORIES, scale, offset }];
  const layers = [{ embedCategories: width }, { dense: { activation: 'softmax' } }];
  const samples = { name: 'table', sampleShape: [2], classes: 2, categories };
  return layersNetwork(readLayers(layers, samples).topology);
}

test('each category of a standardised column has its own vector', () => {
  const embedding = network(1);
  const { weights } = new Model(embedding, 1);
  const places = Float32Array.from({ length: CATEGORIES }, (_, place) => place);
  weights['city_embedding/embeddings']!.assign(tf.tensor2d(places, [CATEGORIES, 1]));
  const kernel = [0, 0, 1, 0]; // the first output is the vector's only value
  weights['dense/kernel']!.assign(tf.tensor2d(kernel, [2, 2]));
  const rows = tf.stack([tf.zeros([CATEGORIES]), tf.tensor1d(places)], 1);
  const samples = tf.div(tf.sub(rows, SCALING.mean), SCALING.deviation);
  const { logits } = embedding.forward(samples, weights, {}, 'predict');
  expect([...logits.slice([0, 0], [-1, 1]).dataSync()]).toEqual([...places]);
});

describe('what categories alone tell is learnt', () => {
  const SAMPLES = 600;
  /** A class for each of 30 categories, in no order that a number shows. */
  const classOf = (place: number) => ((place * place * 7) % 11) % 2;
  const values = new Float32Array(2 * SAMPLES);
  const labels = new Int32Array(SAMPLES);
  for (let sample = 0; sample < SAMPLES; sample++) {
    const place = 300 + ((sample * 13) % 30);
    values.set([sample % 97, place], 2 * sample);
    labels[sample] = classOf(place);
  }

  test.for([
    ['compiled', { compile: true, precision: 'float32' }],
    ['compiled, in bfloat16', { compile: true, precision: 'bfloat16' }],
    ['eager', { compile: false, precision: 'float32' }],
  ] as const)('%s', async ([, { compile, precision }], context) => {
    if (compile) needTensorFlow(context);
    const reasons: (string | undefined)[] = [];
    let accuracy = 0;
    const model = await trainMember({
      train: { values, labels },
      network: network(4),
      optimizer: SMALL_ADAM,
      seed: 5,
      config: { scaling: SCALING, epochs: 25, batchSize: 50 },
      ...{ compile, precision },
      hooks: {
        onCompiled: ({ reason }) => reasons.push(reason),
        onEpoch: (result) => void ({ accuracy } = result),
      },
    });
    model.dispose();
    expect(reasons).toEqual([undefined]);
    expect(accuracy).toBeGreaterThan(0.98);
  });
});
