// Trains a network of many kinds of layers for four epochs, writes each checkpoint to a file, says so, and prints the SHA-256 of the
// weights at the end: node train-layers.ts <compiled | eager> <file for checkpoints> [<checkpoint to resume from>]
import * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { startBackend } from '../backends/backend.ts';
import { layersNetwork } from '../networks/layers-network.ts';
import { trainMember } from '../train/train-member.ts';
import { EASY_CLASSES, EASY_SHAPE, easyImages } from './easy-images.ts';
import { SMALL_ADAM } from './small-config.ts';
import { chainOf } from './topology-of.ts';

const [how, checkpointPath = '', resumePath] = process.argv.slice(2);
await startBackend({ allowCpu: true, threads: 1 });

/** Batch normalisation, dropouts of several kinds, a recurrent layer, regularizers and a constraint. */
function network() {
  const { layers, regularizers, constraints } = tf;
  const [, width] = EASY_SHAPE as [number, number];
  return layersNetwork(
    chainOf(EASY_SHAPE, [
      layers.conv2d({
        ...{ name: 'conv', filters: 4, kernelSize: 3, padding: 'same', useBias: false },
        kernelRegularizer: regularizers.l2({ l2: 0.001 }),
      }),
      layers.batchNormalization({ name: 'normal', momentum: 0.9 }),
      layers.reLU({ name: 'relu' }),
      layers.maxPooling2d({ name: 'pool' }),
      layers.gaussianNoise({ name: 'noise', stddev: 0.1 }),
      layers.reshape({ name: 'rows', targetShape: [width / 2, (width / 2) * 4] }),
      layers.spatialDropout1d({ name: 'columns', rate: 0.1 }),
      layers.gru({
        ...{ name: 'memory', units: 8, dropout: 0.1, recurrentDropout: 0.1 },
      }) as tf.layers.Layer,
      layers.dense({
        ...{ name: 'dense', units: 12, activation: 'selu' },
        kernelConstraint: constraints.maxNorm({ maxValue: 2 }),
        biasRegularizer: regularizers.l1({ l1: 0.001 }),
      }),
      layers.alphaDropout({ name: 'alpha', rate: 0.1 }),
      layers.batchNormalization({ name: 'last', momentum: 0.9, trainable: false }),
      layers.dense({ name: 'output', units: EASY_CLASSES, activation: 'softmax' }),
    ]),
  );
}

// A process in which others were built before gives the same bits.
if (resumePath !== undefined) network();
const model = await trainMember({
  train: easyImages(230, 1),
  network: network(),
  optimizer: SMALL_ADAM,
  seed: 5,
  config: { scaling: { divisor: 255 }, epochs: 4, batchSize: 20 },
  compile: how === 'compiled',
  checkpointEvery: 1,
  resumeFrom: resumePath === undefined ? undefined : readFileSync(resumePath),
  hooks: {
    onCompiled: ({ reason }) => void (reason && console.log(reason)),
    onCheckpoint: (epoch, bytes) => {
      writeFileSync(`${checkpointPath}.new`, bytes);
      renameSync(`${checkpointPath}.new`, checkpointPath);
      console.log(`checkpoint ${epoch}`);
    },
  },
});
const hash = createHash('sha256');
for (const weight of Object.values(model.weights)) hash.update(weight.dataSync<'float32'>());
console.log(`weights ${hash.digest('hex')}`);
