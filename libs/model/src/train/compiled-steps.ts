import { countSamples, typeOf } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import {
  type CompiledLoops,
  compileLoops,
  type CompileOptions,
  type LoopBody,
  ONLY_TENSORFLOW,
} from '../graph/compile-loops.ts';
import {
  gatherLabels,
  gatherOrder,
  gatherSamples,
  labelValues,
  orderWords,
  placesOf,
  sampleWords,
} from '../graph/sample-words.ts';
import { scalingTensors } from '../samples/scaling.ts';
import { nodeBackend } from '../backends/tensorflow/node-backend.ts';
import type { StepFunction, StepInputs } from '../graph/record-step.ts';
import {
  batchesPerEpoch,
  type EpochInputs,
  type MemberSteps,
  type StepOptions,
} from './member-steps.ts';
import { drawRandomInputs } from './training-step.ts';

/** Steps that are compiled, or why they cannot be: one line for the log. */
export type CompiledStepsResult =
  | { readonly steps: MemberSteps; readonly reason?: undefined }
  | { readonly steps?: undefined; readonly reason: string };

/**
 * Compiles a member's steps into one TensorFlow graph in which the training set lies, as bytes, and
 * whose loop takes the steps: an epoch's order and learning rates go there, two sums come back.
 *
 * @param step the member's `trainingStep`
 */
export function compileSteps(
  options: StepOptions,
  step: StepFunction<tf.Tensor1D>,
  compile: Omit<CompileOptions, 'resident'> = {},
): CompiledStepsResult {
  if (!nodeBackend()) return { reason: ONLY_TENSORFLOW };
  const spans = spansOf(options);
  const set = {
    samples: sampleWords(options.train, options.network.sampleShape),
    labels: labelValues(options.train),
  };
  const examples = [1, 2].map((epoch) => ({
    carry: tf.tensor1d([epoch, epoch]),
    inputs: { ...set, ...epochTensors(options, exampleEpoch(options, epoch)) },
  }));
  try {
    const { loops, reason } = compileLoops(
      spans.map(({ batch, first, end }) => ({
        body: loopBody(options, step, batch),
        examples: [
          { ...examples[0]!, index: first },
          { ...examples[1]!, index: end - 1 },
        ],
      })),
      { ...compile, resident: Object.keys(set) },
    );
    return loops ? { steps: new CompiledSteps(options, spans, loops) } : { reason };
  } finally {
    tf.dispose(examples);
  }
}

/** Batches of an epoch that have one size: those of one loop. */
interface Span {
  /** Samples in each batch. */
  readonly batch: number;
  readonly first: number;
  readonly end: number;
}

/** The spans of an epoch: whole batches, and a smaller last one by itself. */
function spansOf(options: StepOptions): Span[] {
  const samples = countSamples(options.train);
  const { batchSize } = options.config;
  const whole = Math.floor(samples / batchSize);
  return [
    { batch: batchSize, first: 0, end: whole },
    { batch: samples % batchSize, first: whole, end: batchesPerEpoch(options) },
  ].filter(({ first, end }) => first < end);
}

class CompiledSteps implements MemberSteps {
  readonly #options: StepOptions;
  readonly #spans: readonly Span[];
  readonly #loops: CompiledLoops<tf.Tensor1D>;
  #epoch: tf.NamedTensorMap = {};

  constructor(options: StepOptions, spans: readonly Span[], loops: CompiledLoops<tf.Tensor1D>) {
    this.#options = options;
    this.#spans = spans;
    this.#loops = loops;
  }

  beginEpoch(inputs: EpochInputs): void {
    tf.dispose(this.#epoch);
    this.#epoch = epochTensors(this.#options, inputs);
  }

  run(totals: tf.Tensor1D, first: number, end: number): tf.Tensor1D {
    let sum = totals.clone();
    for (const [loop, span] of this.#spans.entries()) {
      const [from, to] = [Math.max(first, span.first), Math.min(end, span.end)];
      if (from >= to) continue;
      const before = sum;
      sum = this.#loops.run(loop, before, from, to, this.#epoch);
      before.dispose();
    }
    return sum;
  }

  pull(): void {
    this.#loops.pull();
  }

  dispose(): void {
    tf.dispose(this.#epoch);
    this.#loops.dispose();
  }
}

/** What goes to the device for an epoch. */
function epochTensors(options: StepOptions, { epoch, order, rates }: EpochInputs) {
  return {
    order: orderWords(order), // [samples]
    rates: tf.tensor1d(rates), // [batches]
    stepsBefore: tf.scalar((epoch - 1) * batchesPerEpoch(options), 'int32'),
    ...scalingTensors(options.config.scaling),
  };
}

/** Inputs of an epoch that differ from those of any other number. */
function exampleEpoch(options: StepOptions, epoch: number): EpochInputs {
  const samples = countSamples(options.train);
  const order = Uint32Array.from({ length: samples }, (_, index) => index);
  return {
    epoch,
    order: epoch === 1 ? order : order.reverse(),
    rates: new Float32Array(batchesPerEpoch(options)).fill(1 / epoch),
  };
}

/**
 * The body of a loop over batches of one size.
 *
 * @param batch samples in each batch
 */
function loopBody(
  { train, seed, network, config }: StepOptions,
  step: StepFunction<tf.Tensor1D>,
  batch: number,
): LoopBody<tf.Tensor1D> {
  const sample = { shape: network.sampleShape, type: typeOf(train.values) };
  return (totals, index, { samples, labels, order, rates, stepsBefore, ...scaling }) => {
    const indices = gatherOrder(order!, placesOf(index, config.batchSize, batch)); // [batch]
    const number = index.add(stepsBefore!).add(tf.scalar(1, 'int32')) as tf.Scalar;
    const random = drawRandomInputs(network.randomInputs, batch, seed, number);
    const inputs: StepInputs = {
      samples: gatherSamples(samples!, indices, scaling, sample),
      labels: gatherLabels(labels!, indices),
      rate: tf.gather(rates!, index),
      ...random,
    };
    return tf.add(totals, step(inputs));
  };
}
