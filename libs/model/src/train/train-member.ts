import { type ChosenSamples, countSamples, shuffledIndices } from '@chorus/data';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Model } from '../networks/model.ts';
import type { Network } from '../networks/network.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { feedSamples, type SampleFeed } from '../samples/sample-feed.ts';
import type { Scaling } from '../samples/scaling.ts';
import { TrainingError } from '../training-error.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { compileSteps } from './compiled-steps.ts';
import { describedWeight } from './described-weight.ts';
import { EagerSteps } from './eager-steps.ts';
import { type EpochMeans, EpochTotals } from './epoch-totals.ts';
import { batchesPerEpoch, type MemberSteps, type StepOptions } from './member-steps.ts';
import { OptimizerState } from './optimizer-state.ts';
import { restoreCheckpoint, takeCheckpoint } from './training-state.ts';
import { trainingStep } from './training-step.ts';
import { weightHistogram, type WeightHistogram } from './weight-histogram.ts';

/** What is the same in the training of all members, beside network and optimizer. */
export interface TrainingConfig {
  readonly scaling: Scaling;
  readonly epochs: number;
  /** Samples per step; an epoch's last batch may be smaller. */
  readonly batchSize: number;
}

/** What one epoch came to. */
export interface EpochResult extends EpochMeans {
  /** The epoch's number, from 1. */
  readonly epoch: number;
  /** One histogram per weight, in the network's order, of its values after the epoch. */
  readonly histograms: WeightHistogram[];
}

/** Where the epoch under way stands. */
export interface TrainingProgress extends EpochMeans {
  /** The epoch's number, from 1. */
  readonly epoch: number;
  /** The number of batches done. */
  readonly batch: number;
  /** The number of batches in the epoch. */
  readonly batches: number;
}

/** What became of the wish to compile the training's steps. */
export interface Compilation {
  /** Whether the steps were to be compiled: {@link TrainMemberOptions.compile}. */
  readonly wanted: boolean;
  /** Wall time of recording and compiling, in seconds. */
  readonly seconds: number;
  /** Why the steps are not compiled although they were to be: one line. Undefined otherwise. */
  readonly reason: string | undefined;
}

/** Functions that are called as training goes on. They must not throw. */
export interface TrainingHooks {
  /** Called once, before the first epoch. */
  onCompiled?(compilation: Compilation): void;
  /** Called after each epoch. */
  onEpoch?(result: EpochResult): void;
  /** Called about twice a second; more rarely when a step takes longer. */
  onProgress?(progress: TrainingProgress): void;
  /**
   * Called after `onEpoch` when a checkpoint is due. After the last epoch none is, unless
   * `checkpointAtEnd` says so: the result is next. Training waits for its promise, since between its
   * pieces the event loop gets too few turns to send some megabytes soon.
   *
   * @param epoch the number of the epoch that was finished, from 1
   * @param bytes what `resumeFrom` takes
   */
  onCheckpoint?(epoch: number, bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
}

/** What {@link trainMember} needs. */
export interface TrainMemberOptions extends StepOptions {
  /** The samples, whose shape is the network's `sampleShape`. */
  readonly train: ChosenSamples;
  readonly network: Network;
  readonly optimizer: Optimizer;
  /** The member's seed: initial weights, order of the samples and random inputs are functions of it. */
  readonly seed: number;
  readonly config: TrainingConfig;
  readonly hooks?: TrainingHooks | undefined;
  /** Epochs from one checkpoint to the next. 0, the default: none is due. */
  readonly checkpointEvery?: number | undefined;
  /** Whether a checkpoint is due after the last epoch as well. Default: no. */
  readonly checkpointAtEnd?: boolean | undefined;
  /** A checkpoint of this member and configuration: training continues with the epoch after it. */
  readonly resumeFrom?: Uint8Array | undefined;
  /**
   * Epochs in `resumeFrom` that are not this member's: it continues where another one of the same seed
   * and configuration ended. The order of the samples, dropout and the checkpoints' bytes count them,
   * hooks and messages do not. Default: 0.
   */
  readonly epochsBefore?: number | undefined;
  /**
   * Whether the steps become one TensorFlow graph where that can be. Default true. It is several
   * times faster and rounds differently, so that it gives other bits.
   */
  readonly compile?: boolean | undefined;
  /** Ends training `cancelled` when it is aborted, within about half a second or a step. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Ends training `handed-back` when it is aborted, after the epoch under way and with a checkpoint of
   * it, whatever `checkpointEvery` says; the last epoch just finishes.
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
 * @throws TrainingError `diverged`, `cancelled`, `handed-back` or `bad-checkpoint`
 */
export async function trainMember(options: TrainMemberOptions): Promise<Model> {
  const { network, config, seed, hooks } = options;
  const resumed = options.resumeFrom && decodeCheckpoint(options.resumeFrom);
  const model = new Model(network, seed);
  const moved = network.weights.filter(({ trainable }) => trainable);
  const state = new OptimizerState(options.optimizer, moved.map(describedWeight));
  const feed = feedSamples(options.train, network.sampleShape, config.batchSize);
  let steps: MemberSteps | undefined;
  try {
    if (resumed) restoreCheckpoint(resumed, model, state, batchesPerEpoch(options));
    const firstEpoch = epochsFinished(options, resumed?.epoch) + 1;
    steps = memberSteps(options, model, state, feed);
    for (let epoch = firstEpoch; epoch <= config.epochs; epoch++) {
      const means = await trainEpoch(options, feed, steps, epoch);
      steps.pull();
      hooks?.onEpoch?.({ epoch, ...means, histograms: histogramsOf(model) });
      if (epoch < config.epochs) await betweenEpochs(options, model, state, epoch);
      else if (options.checkpointAtEnd) await giveCheckpoint(options, model, state, epoch);
    }
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    steps?.dispose();
    state.dispose();
    feed.close();
  }
}

function memberSteps(
  options: TrainMemberOptions,
  model: Model,
  state: OptimizerState,
  feed: SampleFeed,
): MemberSteps {
  const { hooks, compile = true } = options;
  const step = trainingStep(model, state);
  const startMs = performance.now();
  const { steps, reason } = compile ? compileSteps(options, step, feed) : {};
  hooks?.onCompiled?.({ wanted: compile, seconds: (performance.now() - startMs) / 1000, reason });
  return steps ?? new EagerSteps(options, step);
}

/**
 * The number of epochs in its checkpoint that are this member's.
 *
 * @param trained all epochs in the checkpoint
 * @throws TrainingError `bad-checkpoint`
 */
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
 * @param epoch the number of the one that was finished last
 * @throws TrainingError `handed-back`
 */
async function betweenEpochs(
  options: TrainMemberOptions,
  model: Model,
  state: OptimizerState,
  epoch: number,
): Promise<void> {
  const { checkpointEvery = 0, handBack } = options;
  const wanted = handBack?.aborted ?? false;
  const due = checkpointEvery > 0 && epoch % checkpointEvery === 0;
  if (due || wanted) await giveCheckpoint(options, model, state, epoch);
  if (!wanted) return;
  throw new TrainingError('handed-back', `handed back after epoch ${epoch}: resume from there`);
}

async function giveCheckpoint(
  options: TrainMemberOptions,
  model: Model,
  state: OptimizerState,
  epoch: number,
): Promise<void> {
  const { hooks, epochsBefore = 0 } = options;
  const trained = epochsBefore + epoch;
  const checkpoint = takeCheckpoint(model, state, trained, batchesPerEpoch(options));
  await hooks?.onCheckpoint?.(epoch, encodeCheckpoint(checkpoint));
}

/** About how long a piece of an epoch takes: between two of them the event loop has its turn. */
const PIECE_MS = 500;

async function trainEpoch(
  options: TrainMemberOptions,
  feed: SampleFeed,
  steps: MemberSteps,
  epoch: number,
): Promise<EpochMeans> {
  const { train, seed, config, optimizer, augmentation, hooks, signal, epochsBefore = 0 } = options;
  const { batchSize } = config;
  const batches = batchesPerEpoch(options);
  const ofChain = epochsBefore + epoch;
  const stepsBefore = (ofChain - 1) * batches;
  const rates = optimizer.rates(stepsBefore + 1, batches); // [batches, numbers]
  const numbers = optimizer.numbers.length;
  const totals = new EpochTotals(epoch);
  try {
    let means!: EpochMeans;
    let piece = 1; // steps
    const rows = epochOrder(train, seed, ofChain);
    for await (const { start, set, order } of feed.stretches(rows)) {
      const before = start / batchSize; // steps of the epoch
      const ofStretch = Math.ceil(order.length / batchSize);
      steps.begin({
        ...{ stepsBefore: stepsBefore + before, set, order },
        rates: rates.subarray(before * numbers, (before + ofStretch) * numbers),
        drawn: augmentation?.draw(seed, ofChain, rows.subarray(start, start + order.length)),
      });
      for (let done = 0; done < ofStretch;) {
        if (signal?.aborted) throw new TrainingError('cancelled', `cancelled in epoch ${epoch}`);
        const end = Math.min(done + piece, ofStretch);
        const startMs = performance.now();
        const added = Math.min(end * batchSize, order.length) - done * batchSize;
        means = totals.add(added, (sums) => steps.run(sums, done, end));
        const stepMs = (performance.now() - startMs) / (end - done);
        piece = Math.max(1, Math.round(PIECE_MS / stepMs));
        done = end;
        const batch = before + done;
        if (batch < batches) hooks?.onProgress?.({ epoch, batch, batches, ...means });
        await nextTurn();
      }
    }
    return means;
  } finally {
    totals.dispose();
  }
}

/** The rows of an epoch in the order that they are trained in. @param epoch counts those of the chain */
function epochOrder(train: ChosenSamples, seed: number, epoch: number): Uint32Array {
  const order = shuffledIndices(countSamples(train), seed, epoch);
  const { rows } = train;
  return rows ? order.map((place) => rows[place]!) : order;
}

function histogramsOf({ weights }: Model): WeightHistogram[] {
  return Object.entries(weights).map(([name, weight]) =>
    weightHistogram(name, weight.dataSync<'float32'>()),
  );
}
