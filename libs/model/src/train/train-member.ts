import type { ChosenSamples } from '@chorus/data';
import type { Network } from '../networks/network.ts';
import { Model } from '../networks/model.ts';
import { feedSamples, type SampleFeed } from '../samples/sample-feed.ts';
import { TrainingError } from '../training-error.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { compileSteps } from './compiled-steps.ts';
import { EagerSteps } from './eager-steps.ts';
import { initialSamples } from './initial-samples.ts';
import { measureValidation } from './measure-validation.ts';
import {
  batchesPerEpoch,
  type MemberSteps,
  type StepOptions,
  VALIDATION_BATCH_SIZE,
} from './member-steps.ts';
import type { EpochMeans } from './epoch-totals.ts';
import { MemberState, type ValuedNetwork } from './member-state.ts';
import { StepNumbers } from './step-numbers.ts';
import { restoreCheckpoint, takeCheckpoint } from './training-state.ts';
import { ofChain, trainEpoch } from './train-epoch.ts';
import type { TrainMemberOptions, ValidationResult } from './train-member-options.ts';
import { trainingStep, validationStep } from './training-step.ts';
import { weightHistogram, type WeightHistogram } from './weight-histogram.ts';

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
  const samples = resumed ? undefined : await initialSamples(options);
  const model = new Model(network, seed, samples);
  const member = new MemberState(model, options.optimizer, options.averaging, {
    stepsPerEpoch: batchesPerEpoch(options),
    epochs: config.epochs,
    epochsBefore: options.epochsBefore ?? 0,
  });
  const feed = feedSamples(options.train, network.sampleShape, config.batchSize);
  const measured = options.validation && validationFeed(options.validation, network);
  let steps: MemberSteps | undefined;
  try {
    if (resumed) restoreCheckpoint(resumed, member, batchesPerEpoch(options));
    let epoch = epochsFinished(options, resumed?.epoch);
    if (isLast(options, member, epoch)) return finish(options, member, epoch);
    const numbers = new StepNumbers(options.optimizer, member.average);
    const stepOptions = { ...options, numbers };
    steps = memberSteps(stepOptions, member, numbers, feed, measured);
    do {
      epoch += 1;
      const means = await trainEpoch(stepOptions, numbers, feed, steps, epoch);
      const validation = measured && (await measure(options, steps, measured, epoch, means));
      steps.pull();
      if (options.patience !== undefined) member.judge(ofChain(options, epoch), validation!.loss);
      hooks?.onEpoch?.({
        epoch,
        ...means,
        learningRate: lastLearningRate(options, epoch),
        histograms: histogramsOf(member.predicting),
        validation,
      });
      if (!isLast(options, member, epoch)) await betweenEpochs(options, member, epoch);
      else if (options.checkpointAtEnd) await giveCheckpoint(options, member, epoch);
    } while (!isLast(options, member, epoch));
    return finish(options, member, epoch);
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    steps?.dispose();
    member.disposeRest();
    feed.close();
    measured?.close();
  }
}

/** The trained model. @param last the member's last epoch */
function finish(
  { hooks, epochsBefore = 0 }: TrainMemberOptions,
  member: MemberState,
  last: number,
) {
  const { best } = member;
  if (best) hooks?.onChosen?.({ epoch: best.epoch - epochsBefore, last, loss: best.loss });
  return member.finish();
}

/** Whether training ends with this epoch: a function of what a checkpoint of it holds. */
function isLast(options: TrainMemberOptions, { best }: MemberState, epoch: number): boolean {
  const { config, patience } = options;
  if (epoch >= config.epochs) return true;
  if (patience === undefined || best === undefined) return false;
  return ofChain(options, epoch) - best.epoch >= patience;
}

function memberSteps(
  options: TrainMemberOptions & StepOptions,
  { model, optimizer: state, average, predicting }: MemberState,
  numbers: StepNumbers,
  feed: SampleFeed,
  measured: SampleFeed | undefined,
): MemberSteps {
  const { hooks, compile = true, precision, loss } = options;
  const step = trainingStep(model, { state, numbers, average, loss });
  const measuring = measured && { step: validationStep(predicting), feed: measured };
  const startMs = performance.now();
  const { steps, reason } = compile
    ? compileSteps(options, step, feed, { precision }, measuring)
    : {};
  hooks?.onCompiled?.({ wanted: compile, seconds: (performance.now() - startMs) / 1000, reason });
  return steps ?? new EagerSteps(options, step, measuring?.step);
}

function validationFeed(samples: ChosenSamples, { sampleShape }: Network): SampleFeed {
  return feedSamples(samples, sampleShape, VALIDATION_BATCH_SIZE);
}

/** Measures the member on its validation samples. While that takes long, the epoch's end is told as progress. */
function measure(
  options: TrainMemberOptions,
  { validation }: MemberSteps,
  feed: SampleFeed,
  epoch: number,
  means: EpochMeans,
): Promise<ValidationResult> {
  const { hooks, signal } = options;
  const batches = batchesPerEpoch(options);
  const onPiece = () => hooks?.onProgress?.({ epoch, batch: batches, batches, ...means });
  return measureValidation(validation!, options.validation!, feed, epoch, signal, onPiece);
}

function lastLearningRate(options: TrainMemberOptions, epoch: number): number {
  return options.optimizer.learningRate(ofChain(options, epoch) * batchesPerEpoch(options));
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
  member: MemberState,
  epoch: number,
): Promise<void> {
  const { checkpointEvery = 0, handBack } = options;
  const wanted = handBack?.aborted ?? false;
  const due = checkpointEvery > 0 && epoch % checkpointEvery === 0;
  if (due || wanted) await giveCheckpoint(options, member, epoch);
  if (!wanted) return;
  throw new TrainingError('handed-back', `handed back after epoch ${epoch}: resume from there`);
}

async function giveCheckpoint(
  options: TrainMemberOptions,
  member: MemberState,
  epoch: number,
): Promise<void> {
  const { hooks } = options;
  const checkpoint = takeCheckpoint(member, ofChain(options, epoch), batchesPerEpoch(options));
  await hooks?.onCheckpoint?.(epoch, encodeCheckpoint(checkpoint));
}

function histogramsOf({ weights }: ValuedNetwork): WeightHistogram[] {
  return Object.entries(weights).map(([name, weight]) =>
    weightHistogram(name, weight.dataSync<'float32'>()),
  );
}
