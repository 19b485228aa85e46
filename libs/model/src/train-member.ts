import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ImageSet, type ImageShape, imageSize, shuffledIndices } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { Adam } from './adam.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { buildCnn, cnnWeights, type ModelConfig } from './cnn.ts';
import { cnnInputs, cnnStep } from './cnn-step.ts';
import type { StepFunction } from './compiled/record-step.ts';
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
  const takeStep = cnnStep(weights, config.model, classes, optimizer);
  try {
    if (resumed) restoreCheckpoint(resumed, model, optimizer, batchesPerEpoch(options));
    for (let epoch = (resumed?.epoch ?? 0) + 1; epoch <= config.epochs; epoch++) {
      const means = await trainEpoch(options, takeStep, optimizer, epoch);
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
  takeStep: StepFunction<tf.Tensor1D>,
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
      const step = (epoch - 1) * batches + batch;
      const rate = optimizer.nextRate();
      const batchTotals = tf.tidy(() => takeStep(cnnInputs(options, step, indices, pixels, rate)));
      totals.add(batchTotals, indices.length);
      if (totals.progressDue()) hooks?.onProgress?.({ epoch, batch, batches, ...totals.means() });
      await nextTurn();
    }
    return totals.means();
  } finally {
    totals.dispose();
  }
}

function histogramsOf(model: tf.LayersModel): WeightHistogram[] {
  return model.trainableWeights.map((weight) =>
    weightHistogram(weight.originalName, weight.read().dataSync<'float32'>()),
  );
}
