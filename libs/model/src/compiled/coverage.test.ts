import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../backend.ts';
import { addonPath } from '../tensorflow-addon.ts';
import { compileStep } from './compile-step.ts';
import type { StepFunction, StepInputs } from './record-step.ts';

beforeAll(async () => {
  await startBackend({ allowCpu: true, threads: 1 });
});

type Loss = (labels: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;

interface Training {
  readonly inputShape?: number[];
  readonly layers?: () => tf.layers.Layer[];
  readonly optimizer?: () => tf.Optimizer;
  readonly loss?: Loss;
}

/** Five steps, compiled and eager, from the same weights: the losses, or why there are none. */
function compare({
  inputShape = [4],
  layers = () => [],
  optimizer = () => tf.train.sgd(0.05),
  loss = (labels, outputs) => tf.losses.meanSquaredError(labels, outputs),
}: Training) {
  const build = (): { step: StepFunction; model: tf.Sequential } => {
    const model = tf.sequential();
    model.add(tf.layers.inputLayer({ inputShape }));
    for (const layer of layers()) model.add(layer);
    if (model.outputShape.length > 2) model.add(tf.layers.flatten());
    model.add(tf.layers.dense({ units: 2, activation: 'softmax' }));
    const update = optimizer();
    const step: StepFunction = ({ x, y }) =>
      update.minimize(
        () => loss(y!, model.apply(x!, { training: true }) as tf.Tensor).asScalar(),
        true,
      )!;
    return { step, model };
  };
  const inputs = (seed: number): StepInputs => ({
    x: tf.randomUniform([3, ...inputShape], -1, 1, 'float32', seed),
    y: tf.tensor2d([1, 0, 0, 1, 1, 0], [3, 2]),
  });
  const [one, other] = [build(), build()];
  other.model.setWeights(one.model.getWeights());
  const { step, reason } = compileStep(one.step, [[inputs(1), inputs(2)]]);
  if (reason !== undefined) return reason;
  const losses = [step.run, other.step].map((run) =>
    Array.from({ length: 5 }, (_, index) => run.call(step, inputs(index + 3)).dataSync()[0]!),
  );
  step.dispose();
  return Math.max(...losses[0]!.map((value, index) => Math.abs(value - losses[1]![index]!)));
}

const IMAGE = { inputShape: [6, 6, 2] };
const SEQUENCE = { inputShape: [5, 3] };

const COVERED: Readonly<Record<string, Training>> = {
  dense: { layers: () => [tf.layers.dense({ units: 5, activation: 'relu' })] },
  conv1d: { ...SEQUENCE, layers: () => [tf.layers.conv1d({ filters: 2, kernelSize: 2 })] },
  conv2d: { ...IMAGE, layers: () => [tf.layers.conv2d({ filters: 2, kernelSize: 3 })] },
  conv2dTranspose: {
    ...IMAGE,
    layers: () => [tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3 })],
  },
  conv3d: {
    inputShape: [4, 4, 4, 1],
    layers: () => [tf.layers.conv3d({ filters: 2, kernelSize: 2 })],
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
  cosineDistance: { loss: (y, p) => tf.losses.cosineDistance(y, p, 1) },
};

/** tfjs draws their random numbers in JavaScript. */
const REFUSED: Readonly<Record<string, Training>> = {
  dropout: { layers: () => [tf.layers.dropout({ rate: 0.5 })] },
  gaussianNoise: { layers: () => [tf.layers.gaussianNoise({ stddev: 0.5 })] },
  gaussianDropout: { layers: () => [tf.layers.gaussianDropout({ rate: 0.5 })] },
  alphaDropout: { layers: () => [tf.layers.alphaDropout({ rate: 0.5 })] },
};

describe.skipIf(addonPath() === undefined)('on TensorFlow', () => {
  test.for(Object.entries(COVERED))(
    '%s: five steps give the losses that they give eagerly',
    ([, training]) => {
      const result = compare(training);
      expect(typeof result === 'number' ? 0 : result).toBe(0);
      expect(result).toBeLessThan(1e-5);
    },
  );

  test.for(Object.entries(REFUSED))('%s is refused with the reason', ([, training]) => {
    expect(compare(training)).toMatch(/neither an input nor a variable changes from run to run/);
  });
});
