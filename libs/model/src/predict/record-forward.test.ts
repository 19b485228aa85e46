import { readLayers } from '@chorus/network';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import type { RecordedStep } from '../graph/recorded-step.ts';
import { freeBatch } from '../graph/free-batch.ts';
import { layersNetwork } from '../networks/layers-network.ts';
import { Model } from '../networks/model.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import { recordForward } from './record-forward.ts';
import { loadModel } from './load-model.ts';
import { saveModel } from './save-model.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

const FOR = { name: 'network', sampleShape: [6, 6, 2], classes: 3 };

function modelOf(layers: readonly (string | object)[]): Model {
  const output = { dense: { name: 'output', activation: 'softmax' } };
  return new Model(layersNetwork(readLayers([...layers, output], FOR).topology), 1);
}

const CONVOLUTION = { conv2d: { name: 'conv', filters: 4, kernelSize: 3, activation: 'relu' } };

describeOnTensorFlow(() => {
  test('a forward pass is recorded for batches of any size, with names of layers and weights', () => {
    const model = modelOf([CONVOLUTION, 'flatten']);
    const { tensors, input, output, weights, ops } = recordForward(model);
    expect(tensors[input]!.shape).toEqual([null, 6, 6, 2]);
    expect(tensors[output]!.shape).toEqual([null, 3]);
    expect(weights.map(({ name }) => name).sort()).toEqual([
      ...['conv/bias', 'conv/kernel', 'output/bias', 'output/kernel'],
    ]);
    expect(weights.find(({ name }) => name === 'conv/kernel')!.values).toEqual(
      model.weights['conv/kernel']!.dataSync(),
    );
    const layers = ops.map(({ op, layer }) => [op, layer]);
    expect(layers).toContainEqual(['Conv2D', 'conv']);
    expect(layers).toContainEqual(['MatMul', 'output']);
  });

  test('what grows with the batch is computed from the size of the samples', () => {
    const { ops, constants } = recordForward(modelOf([{ reshape: [6, 12] }, { lstm: 2 }]));
    const names = ops.map(({ op }) => op);
    expect(names.slice(names.indexOf('Shape'), names.indexOf('Fill') + 1)).toEqual(
      ['Shape', 'Slice', 'Mul', 'AddV2', 'Fill'], // the state before the first step: zeros
    );
    // 5 and 7 are the batches that were recorded.
    const sizes = constants.flatMap(({ values }) =>
      values instanceof Int32Array ? [...values] : [],
    );
    expect(sizes.filter((size) => size === 5 || size === 7)).toEqual([]);
  });

  test('a saved model is loaded with the weights that it had', async () => {
    const model = modelOf([CONVOLUTION, 'batchNormalization', 'flatten']);
    const loaded = loadModel(await saveModel(model), 2);
    for (const [name, weight] of Object.entries(model.weights)) {
      expect(loaded.weights[name]!.dataSync(), name).toEqual(weight.dataSync());
    }
    const saved = await saveModel(model);
    const cut = { ...saved, weights: saved.weights.subarray(0, 40) };
    expect(() => loadModel(cut, 2)).toThrow(
      'its weights do not fit its layers, from conv/kernel on',
    );
  });
});

/** A step that multiplies its input by a constant of the batch's shape. */
function stepOf(batch: number, values: Float32Array, op = 'Mul'): RecordedStep {
  return {
    tensors: [
      { dtype: 1, shape: [batch] },
      { dtype: 1, shape: [batch] },
      { dtype: 1, shape: [batch] },
    ],
    inputs: [{ name: 'samples', tensor: 0 }],
    state: [],
    constants: [{ tensor: 1, values }],
    ops: [{ op, attributes: [], inputs: [0, 1], outputs: [2] }],
    output: 2,
  };
}

test('values that differ from sample to sample are refused, and so are other operations', () => {
  const [few, many] = [Float32Array.of(1, 2), Float32Array.of(1, 2, 3)];
  expect(() =>
    freeBatch([
      [stepOf(2, few), 2],
      [stepOf(3, many), 3],
    ]),
  ).toThrow('values that differ from sample to sample');
  expect(() =>
    freeBatch([
      [stepOf(2, few), 2],
      [stepOf(3, many, 'Sub'), 3],
    ]),
  ).toThrow('what it computes depends on the size of the batch (Mul)');
  const same = freeBatch([
    [stepOf(2, few.fill(4)), 2],
    [stepOf(3, many.fill(4)), 3],
  ]);
  expect(same.ops.at(-2)).toMatchObject({ op: 'Fill' });
});
