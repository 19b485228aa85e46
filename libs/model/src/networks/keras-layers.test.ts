import { prepareKerasEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import * as tf from '@tensorflow/tfjs';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import type { KerasCase } from '../testing/keras-case.ts';
import { KERAS_LAYERS } from '../testing/keras-layers.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import { topologyOf } from '../testing/topology-of.ts';
import { layersNetwork } from './layers-network.ts';
import type { Network, NetworkWeight, Tensors } from './network.ts';

const [BATCH, OUTPUTS] = [3, 7];
const PROGRAM = fileURLToPath(new URL('../testing/keras_layers.py', import.meta.url));
/** What Keras 3.15.1 gave. `CHORUS_REWRITE=1` writes what it gives now. */
const FIGURES = fileURLToPath(new URL('keras-layers-figures.json', import.meta.url));

type Figures = Record<string, number[]>;

let figures: Figures;

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
  figures = JSON.parse(readFileSync(FIGURES, 'utf8')) as Figures;
});

/** The network of `keras_layers.py`; its softmax is the only layer more. */
function networkOf({ shape, ours, merges = false }: KerasCase): Network {
  const inputs = tf.input({ shape });
  const through = (x: tf.SymbolicTensor, layer: tf.layers.Layer) =>
    layer.apply(x) as tf.SymbolicTensor;
  const dense = (units: number) => tf.layers.dense({ units });
  const layers = ours();
  let x = inputs;
  if (merges) {
    const both = [through(inputs, dense(3)), through(inputs, dense(3))];
    x = layers.shift()!.apply(both) as tf.SymbolicTensor;
  }
  x = layers.reduce(through, x);
  if (x.shape.length > 2) x = through(x, tf.layers.flatten());
  const outputs = through(through(x, dense(OUTPUTS)), tf.layers.softmax());
  return layersNetwork(topologyOf(tf.model({ inputs, outputs })));
}

function wave(shape: readonly number[], pitch: number, phase: number): tf.Tensor {
  const size = shape.reduce((product, each) => product * each, 1);
  const values = Float32Array.from({ length: size }, (_, at) => Math.sin(pitch * at + phase));
  return tf.tensor(values, [...shape]);
}

function valueOf({ name, shape }: NetworkWeight, number: number): tf.Tensor {
  const value = tf.mul(wave(shape, 1.7, number), 0.5);
  return name.endsWith('moving_variance') ? tf.add(tf.abs(value), 0.5) : value;
}

function samplesOf({ shape, integers }: KerasCase): tf.Tensor {
  const x = wave([BATCH, ...shape], 2.3, 0);
  return integers ? tf.floor(tf.mul(tf.add(x, 1), 0.4999 * integers)) : x;
}

/** What `keras_layers.py` computes, by our network. */
function computed(each: KerasCase): number[] {
  const network = networkOf(each);
  const x = samplesOf(each);
  const weights = Object.fromEntries(
    network.weights.map((weight, number) => [
      weight.name,
      tf.variable(valueOf(weight, number), weight.trainable),
    ]),
  );
  const found = [network.forward(x, weights, {}, 'predict').logits as tf.Tensor];
  if (each.training ?? true) {
    let updated!: Tensors;
    const trained = network.weights.filter(({ trainable }) => trainable).slice(0, -2);
    const { grads } = tf.variableGrads(() => {
      const pass = network.forward(x, weights, {}, 'train');
      found.push(tf.keep(pass.logits));
      updated = pass.updated;
      for (const next of Object.values(updated)) tf.keep(next);
      return tf.sum(tf.mul(pass.logits, wave([BATCH, OUTPUTS], 0.9, 1))).asScalar();
    });
    found.push(...trained.map(({ name }) => grads[weights[name]!.name]!));
    const kept = network.weights.filter(({ trainable }) => !trainable);
    found.push(...kept.map(({ name }) => updated[name] ?? weights[name]!));
  }
  return found.flatMap((tensor) => [...tensor.dataSync()]);
}

/** The largest deviation, in relation to the largest value. */
function deviation(found: readonly number[], expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  const differences = found.map((value, index) => Math.abs(value - expected[index]!));
  return Math.max(...differences) / Math.max(...expected.map(Math.abs));
}

describeOnTensorFlow(() => {
  test.for(Object.entries(KERAS_LAYERS))(
    "%s: outputs, gradients and what training changes are Keras' within 1e-5",
    ([name, each]) => {
      expect(deviation(computed(each), figures[name]!)).toBeLessThan(1e-5);
    },
  );
});

test(
  'the figures kept here are those that Keras gives',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (context) => {
    const { python, reason } = await prepareKerasEnvironment();
    if (python === undefined) return context.skip(reason);
    const cases = Object.entries(KERAS_LAYERS).map(([name, { ours: _, ...each }]) => ({
      name,
      ...each,
    }));
    const output = execFileSync(python, [PROGRAM], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 1e8,
    });
    const found = JSON.parse(output) as Figures;
    if (process.env['CHORUS_REWRITE'] === '1') {
      const rounded = JSON.stringify(found, (_, value: unknown) =>
        typeof value === 'number' ? Number(value.toPrecision(8)) : value,
      );
      writeFileSync(FIGURES, `${rounded}\n`);
    }
    expect(Object.keys(figures).sort()).toEqual(Object.keys(KERAS_LAYERS).sort());
    for (const [name, values] of Object.entries(figures)) {
      expect(deviation(found[name]!, values)).toBeLessThan(1e-5);
    }
  },
);
