import type { Topology } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../backends/backend.ts';
import { describeOnTensorFlow } from '../testing/on-tensorflow.ts';
import { layersNetwork } from '../networks/layers-network.ts';
import { Model } from '../networks/model.ts';
import type { Network, Tensors } from '../networks/network.ts';
import { topologyOf } from '../testing/topology-of.ts';
import { compileLoops, type LoopBody } from './compile-loops.ts';
import type { StepInputs } from './record-step.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

type Loss = (labels: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;

interface Training {
  readonly inputShape?: number[];
  /** What lies between the input and the output: layers one after the other, or their graph. */
  readonly layers?: () => tf.layers.Layer[];
  readonly graph?: (x: tf.SymbolicTensor) => tf.SymbolicTensor;
  readonly optimizer?: () => tf.Optimizer;
  readonly loss?: Loss;
}

const STEPS = 5;
const BATCH = 3;
const SEED = 1;

/** The network of a training. */
function networkOf({
  inputShape = [4],
  layers = () => [],
  graph = (x) => layers().reduce(through, x),
}: Training): Network {
  const inputs = tf.input({ shape: inputShape });
  let outputs = graph(inputs);
  if (outputs.shape.length > 2) outputs = through(outputs, tf.layers.flatten());
  outputs = through(outputs, tf.layers.dense({ units: 2, activation: 'softmax' }));
  return layersNetwork(topologyOf(tf.model({ inputs, outputs })));
}

/** A step of a loop, which trains the model. */
function bodyOf(
  { network, weights, trainable }: Model,
  {
    optimizer = () => tf.train.sgd(0.05),
    loss = (labels, outputs) => tf.losses.meanSquaredError(labels, outputs),
  }: Training,
): LoopBody<tf.Tensor1D> {
  const { randomInputs } = network;
  const update = optimizer();
  return (losses, index, { x, y, places }) => {
    const [samples, labels] = [x!, y!].map((each) => tf.gather(each, index)) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const random = randomInputs.map(({ name, draw }) => [name, draw(BATCH, SEED, index)]);
    let updated: Tensors = {};
    const { value, grads } = tf.variableGrads(() => {
      const pass = network.forward(samples, weights, Object.fromEntries(random), 'train');
      updated = Object.fromEntries(
        Object.entries(pass.updated).map(([name, next]) => [name, tf.keep(next)]),
      );
      return loss(labels, tf.softmax(pass.logits)).asScalar();
    }, trainable);
    update.applyGradients(grads);
    for (const [name, next] of Object.entries(updated)) {
      weights[name]!.assign(next);
      next.dispose();
    }
    return losses.add(tf.gather(places!, index).mul(value)); // [steps], each at its own place
  };
}

/**
 * Five steps, compiled and eager, from the same weights: how far the losses are apart (relative to
 * them, where they are large), or why there are none.
 */
function compare(training: Training): number | string {
  const { inputShape = [4] } = training;
  const network = networkOf(training);
  const inputs = (seed: number): StepInputs => ({
    x: tf.randomUniform([STEPS, BATCH, ...inputShape], -1, 1, 'float32', seed),
    y: tf.oneHot(tf.tensor2d([[0, 1, 0]], [1, BATCH], 'int32').tile([STEPS, 1]), 2).toFloat(),
    places: tf.eye(STEPS),
  });
  const none = tf.zeros<tf.Rank.R1>([STEPS]);
  const [one, other] = [1, 2].map(() => bodyOf(new Model(network, SEED), training)) as [
    LoopBody<tf.Tensor1D>,
    LoopBody<tf.Tensor1D>,
  ];
  const { loops, reason } = compileLoops([
    {
      body: one,
      examples: [
        { carry: none, index: 0, inputs: inputs(1) },
        { carry: tf.ones<tf.Rank.R1>([STEPS]), index: 1, inputs: inputs(2) },
      ],
    },
  ]);
  if (!loops) return reason;
  const compiled = loops.run(0, none, 0, STEPS, inputs(3)).dataSync();
  loops.dispose();
  let eager = none;
  for (let step = 0; step < STEPS; step++) {
    eager = tf.tidy(() => other(eager, tf.scalar(step, 'int32'), inputs(3)));
  }
  return Math.max(
    ...eager
      .dataSync()
      .map((loss, step) => Math.abs(loss - compiled[step]!) / Math.max(1, Math.abs(loss))),
  );
}

function through(x: tf.SymbolicTensor, layer: tf.layers.Layer): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}

/** Two dense layers of the input, joined by `layer`. */
function joined(layer: () => tf.layers.Layer): Training {
  return {
    graph: (x) => {
      const both = [1, 2].map(() => through(x, tf.layers.dense({ units: 3 })));
      return layer().apply(both) as tf.SymbolicTensor;
    },
  };
}

/** One that `model.compile` knows by its name. */
function named(name: string): Training {
  let lossOfName: Loss | undefined;
  const find = (): Loss => {
    const inputs = tf.input({ shape: [1] });
    const model = tf.model({ inputs, outputs: inputs });
    model.compile({ loss: name, optimizer: 'sgd' });
    return model.lossFunctions[0]!;
  };
  return { loss: (labels, outputs) => (lossOfName ??= find())(labels, outputs).mean() };
}

const IMAGE = { inputShape: [6, 6, 2] };
const SEQUENCE = { inputShape: [5, 3] };
const VOLUME = { inputShape: [4, 4, 4, 1] };
const FILM = { inputShape: [2, 5, 5, 1] };
const DROPPING = { units: 3, dropout: 0.3, recurrentDropout: 0.2 };
const CELLS = () => [tf.layers.gruCell({ units: 3 }), tf.layers.lstmCell({ units: 2 })];

const SPARSE = named('sparseCategoricalCrossentropy');

const COVERED: Readonly<Record<string, Training>> = {
  dense: { layers: () => [tf.layers.dense({ units: 5, activation: 'relu' })] },
  conv1d: { ...SEQUENCE, layers: () => [tf.layers.conv1d({ filters: 2, kernelSize: 2 })] },
  conv2d: { ...IMAGE, layers: () => [tf.layers.conv2d({ filters: 2, kernelSize: 3 })] },
  conv2dTranspose: {
    ...IMAGE,
    layers: () => [tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3 })],
  },
  conv3d: { ...VOLUME, layers: () => [tf.layers.conv3d({ filters: 2, kernelSize: 2 })] },
  maxPooling1d: { ...SEQUENCE, layers: () => [tf.layers.maxPooling1d({ poolSize: 2 })] },
  maxPooling3d: { ...VOLUME, layers: () => [tf.layers.maxPooling3d({ poolSize: 2 })] },
  averagePooling1d: { ...SEQUENCE, layers: () => [tf.layers.averagePooling1d({ poolSize: 2 })] },
  averagePooling3d: { ...VOLUME, layers: () => [tf.layers.averagePooling3d({ poolSize: 2 })] },
  globalAveragePooling1d: { ...SEQUENCE, layers: () => [tf.layers.globalAveragePooling1d({})] },
  globalMaxPooling1d: { ...SEQUENCE, layers: () => [tf.layers.globalMaxPooling1d({})] },
  activation: {
    layers: () => [tf.layers.dense({ units: 3 }), tf.layers.activation({ activation: 'tanh' })],
  },
  softmax: { layers: () => [tf.layers.dense({ units: 3 }), tf.layers.softmax()] },
  reLU: { layers: () => [tf.layers.dense({ units: 3 }), tf.layers.reLU()] },
  flatten: { ...SEQUENCE, layers: () => [tf.layers.flatten()] },
  reshape: { layers: () => [tf.layers.reshape({ targetShape: [2, 2] })] },
  masking: { ...SEQUENCE, layers: () => [tf.layers.masking({ maskValue: 0.5 })] },
  rescaling: { layers: () => [tf.layers.rescaling({ scale: 0.5, offset: 1 })] },
  centerCrop: { ...IMAGE, layers: () => [tf.layers.centerCrop({ height: 4, width: 4 })] },
  embedding: {
    layers: () => [
      tf.layers.activation({ activation: 'relu' }),
      tf.layers.embedding({ inputDim: 3, outputDim: 2 }),
    ],
  },
  add: joined(() => tf.layers.add()),
  average: joined(() => tf.layers.average()),
  concatenate: joined(() => tf.layers.concatenate()),
  maximum: joined(() => tf.layers.maximum()),
  minimum: joined(() => tf.layers.minimum()),
  multiply: joined(() => tf.layers.multiply()),
  dot: joined(() => tf.layers.dot({ axes: 1 })),
  convLstm2d: { ...FILM, layers: () => [tf.layers.convLstm2d({ filters: 2, kernelSize: 2 })] },
  rnn: {
    ...SEQUENCE,
    layers: () => [
      tf.layers.rnn({ cell: tf.layers.simpleRNNCell({ units: 3 }) }) as tf.layers.Layer,
    ],
  },
  stackedRNNCells: {
    ...SEQUENCE,
    layers: () => [
      tf.layers.rnn({ cell: tf.layers.stackedRNNCells({ cells: CELLS() }) }) as tf.layers.Layer,
    ],
  },
  bidirectional: {
    ...SEQUENCE,
    layers: () => [tf.layers.bidirectional({ layer: tf.layers.gru({ units: 2 }) as tf.RNN })],
  },
  timeDistributed: {
    ...SEQUENCE,
    layers: () => [tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) })],
  },
  depthwiseConv2d: { ...IMAGE, layers: () => [tf.layers.depthwiseConv2d({ kernelSize: 3 })] },
  separableConv2d: {
    ...IMAGE,
    layers: () => [tf.layers.separableConv2d({ filters: 2, kernelSize: 3 })],
  },
  maxPooling2d: { ...IMAGE, layers: () => [tf.layers.maxPooling2d({ poolSize: 2 })] },
  averagePooling2d: { ...IMAGE, layers: () => [tf.layers.averagePooling2d({ poolSize: 2 })] },
  globalAveragePooling2d: { ...IMAGE, layers: () => [tf.layers.globalAveragePooling2d({})] },
  globalMaxPooling2d: { ...IMAGE, layers: () => [tf.layers.globalMaxPooling2d({})] },
  batchNormalization: { ...IMAGE, layers: () => [tf.layers.batchNormalization({})] },
  layerNormalization: { layers: () => [tf.layers.layerNormalization({})] },
  zeroPadding2d: { ...IMAGE, layers: () => [tf.layers.zeroPadding2d({ padding: 1 })] },
  cropping2d: {
    ...IMAGE,
    layers: () => [
      tf.layers.cropping2D({
        cropping: [
          [1, 1],
          [1, 1],
        ],
      }),
    ],
  },
  upSampling2d: { ...IMAGE, layers: () => [tf.layers.upSampling2d({ size: [2, 2] })] },
  permute: { ...SEQUENCE, layers: () => [tf.layers.permute({ dims: [2, 1] })] },
  repeatVector: { layers: () => [tf.layers.repeatVector({ n: 3 })] },
  lstm: { ...SEQUENCE, layers: () => [tf.layers.lstm({ units: 3 })] },
  gru: { ...SEQUENCE, layers: () => [tf.layers.gru({ units: 3 })] },
  simpleRNN: { ...SEQUENCE, layers: () => [tf.layers.simpleRNN({ units: 3 })] },
  dropout: {
    layers: () => [tf.layers.dropout({ rate: 0.5 }), tf.layers.dropout({ rate: 0.2 })],
  },
  spatialDropout1d: { ...SEQUENCE, layers: () => [tf.layers.spatialDropout1d({ rate: 0.5 })] },
  gaussianNoise: { layers: () => [tf.layers.gaussianNoise({ stddev: 0.5 })] },
  gaussianDropout: { layers: () => [tf.layers.gaussianDropout({ rate: 0.5 })] },
  alphaDropout: { layers: () => [tf.layers.alphaDropout({ rate: 0.5 })] },
  'dropout of the same values for all samples': {
    ...SEQUENCE,
    layers: () => [tf.layers.dropout({ rate: 0.5, noiseShape: [1, 5, 1] })],
  },
  'dropout at each place of a sequence': {
    ...SEQUENCE,
    layers: () => [tf.layers.timeDistributed({ layer: tf.layers.dropout({ rate: 0.5 }) })],
  },
  'simpleRNN with dropout': { ...SEQUENCE, layers: () => [tf.layers.simpleRNN(DROPPING)] },
  'lstm with dropout': { ...SEQUENCE, layers: () => [tf.layers.lstm(DROPPING)] },
  'gru with dropout': { ...SEQUENCE, layers: () => [tf.layers.gru(DROPPING)] },
  'convLstm2d with dropout': {
    ...FILM,
    layers: () => [
      tf.layers.convLstm2d({ filters: 2, kernelSize: 2, dropout: 0.3, recurrentDropout: 0.2 }),
    ],
  },
  'stackedRNNCells with dropout': {
    ...SEQUENCE,
    layers: () => [
      tf.layers.rnn({
        cell: tf.layers.stackedRNNCells({
          cells: [tf.layers.gruCell(DROPPING), tf.layers.lstmCell(DROPPING)],
        }),
      }) as tf.layers.Layer,
    ],
  },
  'bidirectional with dropout': {
    ...SEQUENCE,
    layers: () => [tf.layers.bidirectional({ layer: tf.layers.gru(DROPPING) as tf.RNN })],
  },
  'a network within a network': {
    layers: () => [
      tf.sequential({
        layers: [tf.layers.dense({ units: 3, inputShape: [4] }), tf.layers.dropout({ rate: 0.3 })],
      }),
    ],
  },
  'batchNormalization of values': { layers: () => [tf.layers.batchNormalization({})] },
  'batchNormalization of volumes': { ...VOLUME, layers: () => [tf.layers.batchNormalization({})] },
  'batchNormalization of another axis': {
    ...SEQUENCE,
    layers: () => [tf.layers.batchNormalization({ axis: 1, scale: false })],
  },
  conv3dTranspose: {
    ...VOLUME,
    layers: () => [
      tf.layers.conv3d({ filters: 2, kernelSize: 2 }),
      tf.layers.conv3dTranspose({ filters: 2, kernelSize: 2, padding: 'same' }),
    ],
  },
  thresholdedReLU: {
    layers: () => [tf.layers.dense({ units: 3 }), tf.layers.thresholdedReLU({ theta: 0.1 })],
  },
  ...Object.fromEntries(
    (['multiHot', 'count'] as const).map((outputMode) => [
      `categoryEncoding, ${outputMode}`,
      {
        layers: () => [
          tf.layers.activation({ activation: 'relu' }),
          tf.layers.categoryEncoding({ numTokens: 2, outputMode }),
        ],
      },
    ]),
  ),
  leakyReLU: { layers: () => [tf.layers.leakyReLU({})] },
  prelu: { layers: () => [tf.layers.prelu({})] },
  elu: { layers: () => [tf.layers.elu({})] },
  sgd: { optimizer: () => tf.train.sgd(0.05) },
  momentum: { optimizer: () => tf.train.momentum(0.05, 0.9) },
  adagrad: { optimizer: () => tf.train.adagrad(0.05) },
  adadelta: { optimizer: () => tf.train.adadelta(0.05) },
  rmsprop: { optimizer: () => tf.train.rmsprop(0.05) },
  adam: { optimizer: () => tf.train.adam(0.05) },
  adamax: { optimizer: () => tf.train.adamax(0.05) },
  absoluteDifference: { loss: (y, p) => tf.losses.absoluteDifference(y, p) },
  huber: { loss: (y, p) => tf.losses.huberLoss(y, p) },
  hinge: { loss: (y, p) => tf.losses.hingeLoss(y, p) },
  log: { loss: (y, p) => tf.losses.logLoss(y, p) },
  categoricalCrossentropy: { loss: (y, p) => tf.metrics.categoricalCrossentropy(y, p).mean() },
  softmaxCrossEntropy: { loss: (y, p) => tf.losses.softmaxCrossEntropy(y, p) },
  sigmoidCrossEntropy: { loss: (y, p) => tf.losses.sigmoidCrossEntropy(y, p) },
  ...Object.fromEntries(
    [
      'meanSquaredError',
      'meanAbsoluteError',
      'meanAbsolutePercentageError',
      'meanSquaredLogarithmicError',
      'squaredHinge',
      'categoricalHinge',
      'logcosh',
      'binaryCrossentropy',
      'kullbackLeiblerDivergence',
      'poisson',
      'cosineProximity',
    ].map((name) => [name, named(name)]),
  ),
  sparseCategoricalCrossentropy: {
    loss: (labels, outputs) => SPARSE.loss!(labels.argMax(1).expandDims(1).toFloat(), outputs),
  },
  cosineDistance: { loss: (y, p) => tf.losses.cosineDistance(y, p, 1) },
};

/** Layers that tfjs has, and that no network may have. */
const REFUSED: Readonly<Record<string, tf.serialization.ConfigDict>> = {
  Resizing: { height: 4, width: 4 },
  RandomWidth: { factor: 0.5 },
};

describeOnTensorFlow(() => {
  test.for(Object.entries(COVERED))(
    '%s: five steps give the losses that they give eagerly',
    ([, training]) => {
      const apart = compare(training);
      expect(apart).toBeTypeOf('number'); // else it is the reason why it was refused
      expect(apart).toBeLessThan(1e-5);
    },
  );

  test.for(Object.entries(REFUSED))('%s is refused with the reason', ([name, config]) => {
    const layers = [
      {
        class_name: name,
        config: { name: 'images', batch_input_shape: [null, 6, 6, 2], ...config },
      },
      { class_name: 'Flatten', config: { name: 'flat' } },
      { class_name: 'Dense', config: { name: 'output', units: 2, activation: 'softmax' } },
    ];
    const topology = { class_name: 'Sequential', config: { name: 'refused', layers } };
    expect(() => layersNetwork(topology as unknown as Topology)).toThrow(
      `layer images (${name}) cannot be trained: `,
    );
  });
});
