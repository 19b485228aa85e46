import { type ImageSet, type ImageShape, shuffledIndices } from '@chorus/data';
import type * as tf from '@tensorflow/tfjs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Adam } from '../optimizers/adam.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { buildCnn, cnnWeights, type ModelConfig } from '../networks/cnn.ts';
import { cnnStep } from './cnn-step.ts';
import { compileSteps } from './compiled-steps.ts';
import { EagerSteps } from './eager-steps.ts';
import { type EpochMeans, EpochTotals } from './epoch-totals.ts';
import { batchesPerEpoch, type MemberSteps } from './member-steps.ts';
import { TrainingError } from '../training-error.ts';
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

/** What became of the wish to compile the training's steps. */
export interface Compilation {
  /** That it took. */
  readonly seconds: number;
  /** Why the steps are not compiled: one line. Undefined when they are. */
  readonly reason: string | undefined;
}

/** Told as training goes on. They must not throw. */
export interface TrainingHooks {
  /** Once, before the first epoch. */
  onCompiled?(compilation: Compilation): void;
  onEpoch?(result: EpochResult): void;
  /** About twice a second; more rarely when a step takes longer. */
  onProgress?(progress: TrainingProgress): void;
  /**
   * After `onEpoch`, when a checkpoint is due. After the last epoch none is, unless
   * `checkpointAtEnd` says so: the result is next. Training waits for its promise, since between its
   * pieces the event loop gets too few turns to send some megabytes soon.
   *
   * @param epoch the one that was finished; counts from 1
   * @param bytes what `resumeFrom` takes and `decodeCheckpoint` reads
   */
  onCheckpoint?(epoch: number, bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
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
  /** Whether one is due after the last epoch as well. Default: no. */
  readonly checkpointAtEnd?: boolean | undefined;
  /** A checkpoint of this member and configuration: training goes on with the epoch after it. */
  readonly resumeFrom?: Uint8Array | undefined;
  /**
   * Epochs in `resumeFrom` that are not this member's: it goes on where another one of the same seed
   * and configuration ended. The order of the images, dropout and the checkpoints' bytes count them,
   * hooks and messages do not. Default: 0.
   */
  readonly epochsBefore?: number | undefined;
  /**
   * Whether the steps become one TensorFlow graph where that can be. Default true. It is several
   * times faster and rounds differently, so that it gives other bits.
   */
  readonly compile?: boolean | undefined;
  /** Looked at about twice a second, and between steps that take longer. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Looked at after every epoch but the last. Once it is aborted a checkpoint is due, whatever
   * `checkpointEvery` says, and training ends `handed-back`.
   */
  readonly handBack?: AbortSignal | undefined;
}

/**
 * Trains one member, from its initial weights or its checkpoint to its last epoch, on the backend that
 * `startBackend` started. Between steps it yields to the event loop.
 *
 * C5: a member that was interrupted and resumed from a checkpoint ends with the same bits as one
 * that never was, on the same backend, kind of device and number of threads, both compiled or neither.
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
  let steps: MemberSteps | undefined;
  try {
    if (resumed) restoreCheckpoint(resumed, model, optimizer, batchesPerEpoch(options));
    const firstEpoch = epochsFinished(options, resumed?.epoch) + 1;
    steps = memberSteps(options, model, optimizer);
    for (let epoch = firstEpoch; epoch <= config.epochs; epoch++) {
      const means = await trainEpoch(options, steps, optimizer, epoch);
      steps.pull();
      hooks?.onEpoch?.({ epoch, ...means, histograms: histogramsOf(model) });
      if (epoch < config.epochs) await betweenEpochs(options, model, optimizer, epoch);
      else if (options.checkpointAtEnd) await giveCheckpoint(options, model, optimizer, epoch);
    }
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    steps?.dispose();
    optimizer.dispose();
  }
}

function memberSteps(
  options: TrainMemberOptions,
  model: tf.LayersModel,
  optimizer: Adam,
): MemberSteps {
  const { config, classes, hooks, compile = true } = options;
  const step = cnnStep(cnnWeights(model), config.model, classes, optimizer);
  const startMs = performance.now();
  const { steps, reason } = compile ? compileSteps(options, step) : { reason: '--no-compile' };
  hooks?.onCompiled?.({ seconds: (performance.now() - startMs) / 1000, reason });
  return steps ?? new EagerSteps(options, step);
}

/** Those of this member, of `trained` in its checkpoint. @throws TrainingError `bad-checkpoint` */
function epochsFinished({ epochsBefore = 0 }: TrainMemberOptions, trained = 0): number {
  if (trained >= epochsBefore) return trained - epochsBefore;
  throw new TrainingError(
    'bad-checkpoint',
    `the member goes on after ${epochsBefore} epochs, and its checkpoint has ${trained}: resume ` +
      'from the last checkpoint of the member before',
  );
}

/**
 * Gives out a checkpoint when one is due.
 *
 * @param epoch the one that was finished last
 * @throws TrainingError `handed-back`
 */
async function betweenEpochs(
  options: TrainMemberOptions,
  model: tf.LayersModel,
  optimizer: Adam,
  epoch: number,
): Promise<void> {
  const { checkpointEvery = 0, handBack } = options;
  const wanted = handBack?.aborted ?? false;
  const due = checkpointEvery > 0 && epoch % checkpointEvery === 0;
  if (due || wanted) await giveCheckpoint(options, model, optimizer, epoch);
  if (!wanted) return;
  throw new TrainingError('handed-back', `handed back after epoch ${epoch}: resume from there`);
}

async function giveCheckpoint(
  { hooks, epochsBefore = 0 }: TrainMemberOptions,
  model: tf.LayersModel,
  optimizer: Adam,
  epoch: number,
): Promise<void> {
  const checkpoint = takeCheckpoint(model, optimizer, epochsBefore + epoch);
  await hooks?.onCheckpoint?.(epoch, encodeCheckpoint(checkpoint));
}

/** Steps are taken in pieces of about so long, between which it looks and is listened to. */
const PIECE_MS = 500;

async function trainEpoch(
  options: TrainMemberOptions,
  steps: MemberSteps,
  optimizer: Adam,
  epoch: number,
): Promise<EpochMeans> {
  const { train, seed, config, hooks, signal, epochsBefore = 0 } = options;
  const samples = train.labels.length;
  const batches = batchesPerEpoch(options);
  const ofChain = epochsBefore + epoch;
  const totals = new EpochTotals(epoch);
  steps.beginEpoch({
    epoch: ofChain,
    order: shuffledIndices(samples, seed, ofChain),
    rates: optimizer.nextRates(batches),
  });
  try {
    let means!: EpochMeans;
    let piece = 1; // steps
    for (let done = 0; done < batches;) {
      if (signal?.aborted) throw new TrainingError('cancelled', `cancelled in epoch ${epoch}`);
      const end = Math.min(done + piece, batches);
      const startMs = performance.now();
      const added = Math.min(end * config.batchSize, samples) - done * config.batchSize;
      means = totals.add(added, (sums) => steps.run(sums, done, end));
      const stepMs = (performance.now() - startMs) / (end - done);
      piece = Math.max(1, Math.round(PIECE_MS / stepMs));
      done = end;
      if (done < batches) hooks?.onProgress?.({ epoch, batch: done, batches, ...means });
      await nextTurn();
    }
    return means;
  } finally {
    totals.dispose();
  }
}

function histogramsOf(model: tf.LayersModel): WeightHistogram[] {
  return model.trainableWeights.map((weight) =>
    weightHistogram(weight.originalName, weight.read().dataSync<'float32'>()),
  );
}
