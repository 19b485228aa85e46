import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  gatherBatch,
  type ImageSet,
  type ImageShape,
  imageSize,
  shuffledIndices,
} from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { Adam } from './adam.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { buildCnn, cnnWeights, type Dropout, type ModelConfig, trainingForward } from './cnn.ts';
import { dropoutMask } from './dropout-mask.ts';
import { type EpochMeans, EpochTotals } from './epoch-totals.ts';
import { TrainingError } from './training-error.ts';
import { restoreCheckpoint, takeCheckpoint } from './training-state.ts';
import { weightHistogram, type WeightHistogram } from './weight-histogram.ts';

/** How each member is trained: all but its seed. */
export interface TrainingConfig {
  readonly model: ModelConfig;
  /** A pixel, 0 to 255, is divided by it. */
  readonly divisor: number;
  readonly epochs: number;
  /** Images per step; an epoch's last batch may be smaller. */
  readonly batchSize: number;
  /** Of Adam. */
  readonly learningRate: number;
}

/** What one epoch came to. */
export interface EpochResult extends EpochMeans {
  /** Counts from 1. */
  readonly epoch: number;
  /** One per weight, in the order of the layers, as they are after the epoch. */
  readonly histograms: WeightHistogram[];
}

/** Where the epoch under way stands. */
export interface TrainingProgress extends EpochMeans {
  /** Counts from 1. */
  readonly epoch: number;
  /** Batches done, of `batches` in this epoch. */
  readonly batch: number;
  readonly batches: number;
}

/** Told as training goes on. They must not throw. */
export interface TrainingHooks {
  onEpoch?(result: EpochResult): void;
  /** About four times a second, however long a step takes. */
  onProgress?(progress: TrainingProgress): void;
  /**
   * After `onEpoch`, when a checkpoint is due. Never after the last epoch: the result is next.
   *
   * @param epoch the one that was finished; counts from 1
   * @param bytes what `resumeFrom` takes and `decodeCheckpoint` reads
   */
  onCheckpoint?(epoch: number, bytes: Uint8Array<ArrayBuffer>): void;
}

/** What {@link trainMember} needs. */
export interface TrainMemberOptions {
  readonly train: ImageSet;
  readonly shape: ImageShape;
  /** How many classes there are. */
  readonly classes: number;
  /** Of the member: initial weights, order of the images and dropout are functions of it. */
  readonly seed: number;
  readonly config: TrainingConfig;
  readonly hooks?: TrainingHooks | undefined;
  /** In epochs: after each multiple of it a checkpoint is due. 0, the default: none is. */
  readonly checkpointEvery?: number | undefined;
  /** A checkpoint of this member and configuration: training goes on with the epoch after it. */
  readonly resumeFrom?: Uint8Array | undefined;
  /** Looked at before every step. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Looked at after every epoch but the last. Once it is aborted a checkpoint is due, whatever
   * `checkpointEvery` says, and training ends `handed-back`.
   */
  readonly handBack?: AbortSignal | undefined;
}

/**
 * Trains one member from its initial weights to its last epoch, on the backend that
 * `startBackend` started. Between steps it yields to the event loop.
 *
 * C5: a member that was interrupted and resumed from a checkpoint ends with the same bits as one
 * that never was, on the same backend, kind of device and number of threads.
 *
 * @returns the trained model, which the caller disposes of; without training when `resumeFrom` has
 *   all the epochs already
 * @throws TrainingError `diverged`, `cancelled`, `handed-back`, `bad-model` or `bad-checkpoint`
 */
export async function trainMember(options: TrainMemberOptions): Promise<tf.LayersModel> {
  const { config, shape, classes, seed, hooks } = options;
  const resumed = options.resumeFrom && decodeCheckpoint(options.resumeFrom);
  const model = buildCnn(config.model, shape, classes, seed);
  const weights = cnnWeights(model);
  const optimizer = new Adam(weights, config.learningRate);
  try {
    if (resumed) restoreCheckpoint(resumed, model, optimizer, batchesPerEpoch(options));
    for (let epoch = (resumed?.epoch ?? 0) + 1; epoch <= config.epochs; epoch++) {
      const means = await trainEpoch(options, weights, optimizer, epoch);
      hooks?.onEpoch?.({ epoch, ...means, histograms: histogramsOf(model) });
      if (epoch < config.epochs) betweenEpochs(options, model, optimizer, epoch);
    }
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    optimizer.dispose();
  }
}

/**
 * Gives out a checkpoint when one is due.
 *
 * @param epoch the one that was finished last
 * @throws TrainingError `handed-back`
 */
function betweenEpochs(
  { hooks, checkpointEvery = 0, handBack }: TrainMemberOptions,
  model: tf.LayersModel,
  optimizer: Adam,
  epoch: number,
): void {
  const wanted = handBack?.aborted ?? false;
  const due = checkpointEvery > 0 && epoch % checkpointEvery === 0;
  if (due || wanted) {
    hooks?.onCheckpoint?.(epoch, encodeCheckpoint(takeCheckpoint(model, optimizer, epoch)));
  }
  if (!wanted) return;
  throw new TrainingError('handed-back', `handed back after epoch ${epoch}: resume from there`);
}

function batchesPerEpoch({ train, config }: TrainMemberOptions): number {
  return Math.ceil(train.labels.length / config.batchSize);
}

async function trainEpoch(
  options: TrainMemberOptions,
  weights: readonly tf.Variable[],
  optimizer: Adam,
  epoch: number,
): Promise<EpochMeans> {
  const { train, shape, seed, config, hooks, signal } = options;
  const samples = train.labels.length;
  const batches = batchesPerEpoch(options);
  const order = shuffledIndices(samples, seed, epoch); // [samples]
  const pixels = new Float32Array(config.batchSize * imageSize(shape));
  const totals = new EpochTotals(epoch);
  try {
    for (let batch = 1; batch <= batches; batch++) {
      if (signal?.aborted) throw new TrainingError('cancelled', `cancelled in epoch ${epoch}`);
      const indices = order.subarray((batch - 1) * config.batchSize, batch * config.batchSize);
      gatherBatch(train, indices, config.divisor, pixels);
      const step = (epoch - 1) * batches + batch;
      totals.add(trainStep(options, weights, optimizer, step, indices, pixels), indices.length);
      if (totals.progressDue()) hooks?.onProgress?.({ epoch, batch, batches, ...totals.means() });
      await nextTurn();
    }
    return totals.means();
  } finally {
    totals.dispose();
  }
}

/**
 * One step: forward, backward, Adam.
 *
 * @param step counts from 1 through all epochs
 * @param indices [batch], of the images in the training set
 * @param pixels begins with those images, [batch, height, width, channels]
 * @returns [2]: the batch's summed loss and how many of its images were classified rightly
 */
function trainStep(
  { train, shape, classes, seed, config }: TrainMemberOptions,
  weights: readonly tf.Variable[],
  optimizer: Adam,
  step: number,
  indices: Uint32Array,
  pixels: Float32Array,
): tf.Tensor1D {
  const { height, width, channels } = shape;
  const batch = indices.length;
  return tf.tidy(() => {
    const images = tf.tensor4d(pixels.subarray(0, batch * imageSize(shape)), [
      batch,
      height,
      width,
      channels,
    ]);
    const labels = tf.tensor1d(
      Array.from(indices, (index) => train.labels[index]!),
      'int32',
    );
    const dropout: Dropout = (outputs, layer) =>
      outputs.mul(dropoutMask(outputs.shape, config.model.dropout, seed, layer, step));
    let totals!: tf.Tensor1D;
    const { value, grads } = tf.variableGrads(() => {
      const logits = trainingForward(weights, config.model, images, dropout); // [batch, classes]
      const losses = crossEntropies(logits, labels, classes); // [batch]
      const correct = tf.equal(tf.argMax(logits, 1), labels); // [batch]
      totals = tf.keep(tf.stack([tf.sum(losses), tf.sum(correct.toFloat())]) as tf.Tensor1D);
      return tf.mean(losses);
    }, [...weights]);
    value.dispose();
    optimizer.apply(weights.map((weight) => grads[weight.name]!));
    return totals;
  });
}

/** Categorical cross-entropy of each image: minus the logarithm of its own class's softmax. */
function crossEntropies(logits: tf.Tensor2D, labels: tf.Tensor1D, classes: number): tf.Tensor1D {
  const logProbabilities = tf.logSoftmax(logits); // [batch, classes]
  return tf.neg(tf.sum(tf.mul(logProbabilities, tf.oneHot(labels, classes)), 1));
}

function histogramsOf(model: tf.LayersModel): WeightHistogram[] {
  return model.trainableWeights.map((weight) =>
    weightHistogram(weight.originalName, weight.read().dataSync<'float32'>()),
  );
}
