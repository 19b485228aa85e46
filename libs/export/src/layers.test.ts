import { SAMPLES_INPUT } from '@chorus/data';
import { addonPath, startBackend } from '@chorus/model';
import { readLayers } from '@chorus/network';
import { encodeNpy } from '@chorus/run-files';
import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { FORMAT_NAMES, type FormatName } from './formats.ts';
import { buildEnsembleGraph } from './graph/build-ensemble-graph.ts';
import { metadataOf } from './metadata.ts';
import { onnxModel } from './onnx/write-onnx.ts';
import { WRITERS } from './process/writers.ts';
import { drawSamples, expectedOf, makeEnsemble } from './testing/made-ensemble.ts';
import { readExports, type PythonFormat } from './testing/read-exports.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-export-layers-'));
const CLASSES = 3;
const SAMPLES = 7;

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 2 });
});
afterAll(() => rmSync(folder, { recursive: true }));

type Layers = readonly (string | object)[];

/** What lies between the input and the output, and the shape of the samples. */
const NETWORKS: Readonly<Record<string, readonly [shape: readonly number[], layers: Layers]>> = {
  convolutions: [
    [9, 8, 2],
    [
      { conv2d: { filters: 4, kernelSize: 3, dilationRate: 2, activation: 'elu' } },
      { separableConv2d: { filters: 4, kernelSize: 3, padding: 'same', strides: 2 } },
      { depthwiseConv2d: { kernelSize: 2, depthMultiplier: 2, padding: 'same' } },
      { conv2dTranspose: { filters: 3, kernelSize: 3, strides: 2, padding: 'same' } },
      { conv2dTranspose: { filters: 2, kernelSize: 4, strides: 3 } },
      { averagePooling2d: { poolSize: 2, padding: 'same' } },
      { maxPooling2d: { poolSize: 3, strides: 2, padding: 'same' } },
      'flatten',
    ],
  ],
  sequences: [
    [8, 3],
    [
      { conv1d: { filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' } },
      { lstm: { units: 3, returnSequences: true } },
      { bidirectional: { layer: { gru: { units: 3, returnSequences: true } } } },
      { timeDistributed: { layer: { dense: 4 } } },
      { maxPooling1d: 2 },
      { spatialDropout1d: 0.1 },
      { simpleRNN: { units: 4, goBackwards: true } },
    ],
  ],
  masks: [
    [6, 2],
    [{ masking: 0 }, { lstm: { units: 3 } }],
  ],
  volumes: [
    [5, 4, 4, 2],
    [
      { conv3d: { filters: 3, kernelSize: 2 } },
      { maxPooling3d: { poolSize: 2, padding: 'same' } },
      { averagePooling3d: { poolSize: 1 } },
      'flatten',
    ],
  ],
  films: [
    [3, 5, 5, 2],
    [{ convLSTM2d: { filters: 2, kernelSize: 3, padding: 'same' } }, 'flatten'],
  ],
  shapes: [
    [6, 6, 2],
    [
      { permute: [2, 1, 3] },
      { cropping2d: 1 },
      { zeroPadding2d: 1 },
      { upSampling2d: 2 },
      { rescaling: { scale: 0.5, offset: 1 } },
      { reshape: [72, 4] },
      'globalAveragePooling1d',
      { repeatVector: 3 },
      'globalMaxPooling1d',
    ],
  ],
  activations: [
    [8],
    [
      { dense: { units: 6, activation: 'sigmoid' } },
      'layerNormalization',
      { leakyReLU: 0.2 },
      'elu',
      'prelu',
      { activation: 'softplus' },
      { activation: 'softsign' },
      { activation: 'selu' },
      { activation: 'swish' },
      { activation: 'mish' },
      { activation: 'gelu' },
      { relu: 0.9 },
      { gaussianNoise: 0.1 },
      'batchNormalization',
    ],
  ],
  'places of categories': [[4], [{ embedding: { inputDim: 5, outputDim: 3 } }, 'flatten']],
};

function topologyOf([sampleShape, layers]: (typeof NETWORKS)[string]) {
  const output = { dense: { activation: 'softmax' } };
  return readLayers([...layers, output], { name: 'network', sampleShape, classes: CLASSES })
    .topology;
}

async function made(network: (typeof NETWORKS)[string]) {
  const [shape] = network;
  const sample = { shape, type: 'float32' } as const;
  return makeEnsemble({
    networks: [topologyOf(network)],
    classes: CLASSES,
    scaling: { divisor: 1 },
    input: { kind: 'samples', name: SAMPLES_INPUT, sample },
  });
}

async function needTensorFlow(context: TestContext): Promise<void> {
  if (addonPath() === undefined) context.skip('TensorFlow is not set up');
  await tf.setBackend('tensorflow'); // Keras' layers are looked at in plain JavaScript
}

/** Writes each network, and what it should give. */
async function writeAll(format: FormatName) {
  const written: { name: string; file: readonly [string, string]; wanted: Float64Array }[] = [];
  for (const [name, network] of Object.entries(NETWORKS)) {
    const ensemble = await made(network);
    const [shape] = network;
    const samples = drawSamples(shape, 'float32', SAMPLES);
    if (name === 'masks') samples.values.fill(0, 20, 36); // the end of a sequence, all of another, half of a third
    if (name === 'places of categories') {
      for (let index = 0; index < samples.values.length; index++) samples.values[index] = index % 5;
    }
    const path = join(folder, `${format} ${name}${format === 'keras' ? '.keras' : ''}`);
    const given = join(folder, `${name}.npy`);
    writeFileSync(given, encodeNpy(samples.values, [SAMPLES, ...shape]));
    const { probabilities } = await expectedOf(ensemble, samples);
    await WRITERS[format](ensemble.outline, metadataOf(ensemble.outline), path);
    await tf.setBackend('tensorflow');
    written.push({ name, file: [path, given], wanted: probabilities });
  }
  return written;
}

test.for(FORMAT_NAMES.filter((name): name is PythonFormat => name !== 'tfjs'))(
  'layers of all kinds compute in %s what they compute in Chorus',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async (format, context) => {
    await needTensorFlow(context);
    const written = await writeAll(format);
    const read = await readExports(
      context,
      format,
      written.map(({ file }) => file),
    );
    const apart = written.map(({ name, wanted }, index): [string, number] => {
      const found = read[index]!.probabilities.flat();
      return [name, Math.max(...found.map((value, at) => Math.abs(value - wanted[at]!)))];
    });
    const far = apart.filter(([, most]) => !(most < 1e-5));
    expect(far).toEqual([]);
  },
);

const REFUSED: readonly (readonly [FormatName, object, readonly number[], RegExp])[] = [
  [
    'keras',
    { activation: 'hardSigmoid' },
    [4],
    /^keras cannot hold layer activation \(Activation\) of member 1: its hard_sigmoid is another function there; use --format savedmodel, tfjs or onnx$/,
  ],
  [
    'keras',
    { upSampling2d: { size: 2, interpolation: 'bilinear' } },
    [4, 4, 1],
    /^keras cannot hold layer up_sampling2d \(UpSampling2D\) of member 1: /,
  ],
  [
    'tfjs',
    { conv3dTranspose: { filters: 2, kernelSize: 2 } },
    [3, 3, 3, 1],
    /^tfjs cannot hold layer conv3d_transpose of member 1: .*; use --format savedmodel or keras$/,
  ],
];

test.for(REFUSED)(
  '%s: a layer that it cannot hold is named, and nothing is written',
  async ([format, layer, shape, message], context) => {
    await needTensorFlow(context);
    const { outline } = await made([shape, shape.length > 1 ? [layer, 'flatten'] : [layer]]);
    const path = join(folder, 'refused.keras');
    const writing = WRITERS[format](outline, metadataOf(outline), path);
    await expect(writing).rejects.toThrow(message);
    expect(readdirSync(folder).filter((name) => name.includes('refused'))).toEqual([]);
  },
);

test('onnx names the layer whose operation it has nothing for', async (context) => {
  await needTensorFlow(context);
  const { outline } = await made([[4], [{ dense: 2 }]]);
  const graph = buildEnsembleGraph(outline);
  const nodes = graph.nodes.map((node) => (node.op === 'MatMul' ? { ...node, op: 'Fft' } : node));
  expect(() => onnxModel({ ...graph, nodes }, metadataOf(outline))).toThrow(
    'onnx cannot hold layer dense of member 1: it has nothing for Fft; use --format savedmodel, tfjs or keras',
  );
});
