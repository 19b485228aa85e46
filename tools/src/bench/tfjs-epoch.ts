// `model.fit` of tfjs-node, as its documentation shows it.
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { CLASSES, EXPERIMENT, printAnswers, readTask, SHAPE } from './bench-task.ts';

// tfjs-node still calls what Node 23 removed.
Object.assign(util, {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
});
await import('@tensorflow/tfjs-node-gpu');

const { epochs, batchSize, set: train } = readTask();
const { sizes, divisor, learningRate } = EXPERIMENT;

const model = tf.sequential();
for (const [index, filters] of sizes.filters.entries()) {
  model.add(
    tf.layers.conv2d({
      filters,
      kernelSize: sizes.kernelSize,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: 'glorotNormal',
      ...(index === 0 && { inputShape: SHAPE }),
    }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
}
model.add(tf.layers.flatten());
for (const units of sizes.denseUnits) {
  model.add(tf.layers.dense({ units, activation: 'relu' }));
  model.add(tf.layers.dropout({ rate: sizes.dropout }));
}
model.add(tf.layers.dense({ units: CLASSES, activation: 'softmax' }));
model.compile({
  optimizer: tf.train.adam(learningRate),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});

const images = tf.tidy(() =>
  tf
    .tensor(train.values, [train.labels.length, ...SHAPE])
    .toFloat()
    .div(divisor),
); // [samples, height, width, channels]
const labels = tf.oneHot(tf.tensor1d(train.labels, 'int32'), CLASSES); // [samples, classes]

const epochSeconds: number[] = [];
let epochStartMs = 0;
await model.fit(images, labels, {
  batchSize,
  epochs,
  shuffle: true,
  verbose: 0,
  callbacks: {
    onEpochBegin: () => {
      epochStartMs = performance.now();
    },
    onEpochEnd: () => {
      epochSeconds.push((performance.now() - epochStartMs) / 1000);
    },
  },
});
printAnswers(epochSeconds);
