import { countSamples } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import type { Augmentation } from '../augmentation/augmentation.ts';
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
  orderWords,
  placesOf,
} from '../graph/sample-words.ts';
import { scalingTensors } from '../samples/scaling.ts';
import { emptySet, type FeedShape } from '../samples/sample-feed.ts';
import { nodeBackend } from '../backends/tensorflow/node-backend.ts';
import type { StepFunction, StepInputs } from '../graph/record-step.ts';
import {
  CompiledValidation,
  type MeasuredSamples,
  type MemberLoop,
  setTensors,
  validationSource,
} from './compiled-validation.ts';
import { TOTALS } from './epoch-totals.ts';
import type { MemberSteps, StepOptions, StretchInputs } from './member-steps.ts';
import { batchInputs, drawRandomInputs } from './training-step.ts';

/** Steps that are compiled, or why they cannot be: one line for the log. */
export type CompiledStepsResult =
  | { readonly steps: MemberSteps; readonly reason?: undefined }
  | { readonly steps?: undefined; readonly reason: string };

/**
 * Compiles a member's steps into one TensorFlow graph, whose loop takes the steps: a stretch's order and learning
 * rates go there, three sums come back. A set that all stretches share lies in the graph, as bytes; others go
 * there with their stretch. Another loop of the graph measures the validation samples with the weights as they are there.
 *
 * @param step the member's `trainingStep`
 * @param feed where the samples come from
 * @param measured the validation samples, if there are any
 */
export function compileSteps(
  options: StepOptions,
  step: StepFunction<tf.Tensor1D>,
  feed: FeedShape,
  compile: Omit<CompileOptions, 'resident'> = {},
  measured?: MeasuredSamples,
): CompiledStepsResult {
  if (!nodeBackend()) return { reason: ONLY_TENSORFLOW };
  const batches = exampleSpans(options, feed);
  const sources = [
    ...batches.map((span) => trainingSource(options, step, feed, span)),
    ...(measured ? [validationSource(options, measured, feed)] : []),
  ];
  try {
    const resident = sources.flatMap((source) => source.resident);
    const { loops, reason } = compileLoops(sources, { ...compile, resident });
    if (!loops) return { reason };
    const validation =
      measured && new CompiledValidation(options, measured.feed, loops, batches.length);
    const sizes = batches.map(({ batch }) => batch);
    return { steps: new CompiledSteps(options, feed, sizes, loops, validation) };
  } finally {
    for (const { examples } of sources) {
      for (const { carry, inputs } of examples) tf.dispose([carry, inputs as tf.NamedTensorMap]);
    }
  }
}

/** The loop over batches of one size. The caller disposes of its examples. */
function trainingSource(
  options: StepOptions,
  step: StepFunction<tf.Tensor1D>,
  feed: FeedShape,
  { batch, first, end }: Span,
): MemberLoop {
  const { residentSet } = feed;
  const set = setTensors(options, residentSet ?? emptySet(feed, options.network.sampleShape));
  const example = (number: number, index: number) => ({
    carry: tf.fill<tf.Rank.R1>([TOTALS], number),
    index,
    inputs: { ...set, ...stretchTensors(options, feed, exampleStretch(options, feed, number)) },
  });
  return {
    body: loopBody(options, step, feed, batch),
    examples: [example(1, first), example(2, end - 1)],
    resident: residentSet ? Object.keys(set) : [],
  };
}

/** Batches of a stretch that have one size: those of one loop. */
interface Span {
  /** Samples in each batch. */
  readonly batch: number;
  readonly first: number;
  readonly end: number;
}

/** The spans of a stretch of so many samples: whole batches, and a smaller last one by itself. */
function spansOf(samples: number, batchSize: number): Span[] {
  const whole = Math.floor(samples / batchSize);
  return [
    { batch: batchSize, first: 0, end: whole },
    { batch: samples % batchSize, first: whole, end: Math.ceil(samples / batchSize) },
  ].filter(({ first, end }) => first < end);
}

/** A span of each size of batches that there is: in the first stretch of an epoch, or in its last one. */
function exampleSpans(
  { train, config: { batchSize } }: StepOptions,
  { stretchSamples }: FeedShape,
): Span[] {
  const spans = spansOf(stretchSamples, batchSize);
  const last = spansOf(countSamples(train) % stretchSamples, batchSize);
  const sizes = new Set(spans.map(({ batch }) => batch));
  return [...spans, ...last.filter(({ batch }) => !sizes.has(batch))];
}

class CompiledSteps implements MemberSteps {
  readonly #options: StepOptions;
  readonly #feed: FeedShape;
  /** The size of each loop's batches. */
  readonly #batches: readonly number[];
  readonly #loops: CompiledLoops<tf.Tensor1D>;
  readonly validation: CompiledValidation | undefined;
  #spans: readonly Span[] = [];
  #stretch: tf.NamedTensorMap = {};

  constructor(
    options: StepOptions,
    feed: FeedShape,
    batches: readonly number[],
    loops: CompiledLoops<tf.Tensor1D>,
    validation: CompiledValidation | undefined,
  ) {
    this.#options = options;
    this.#feed = feed;
    this.#batches = batches;
    this.#loops = loops;
    this.validation = validation;
  }

  begin(inputs: StretchInputs): void {
    tf.dispose(this.#stretch);
    this.#spans = spansOf(inputs.order.length, this.#options.config.batchSize);
    this.#stretch = {
      ...stretchTensors(this.#options, this.#feed, inputs),
      ...(!this.#feed.residentSet && setTensors(this.#options, inputs.set)),
    };
  }

  run(totals: tf.Tensor1D, first: number, end: number): tf.Tensor1D {
    let sum = totals.clone();
    for (const { batch, ...span } of this.#spans) {
      const [from, to] = [Math.max(first, span.first), Math.min(end, span.end)];
      if (from >= to) continue;
      const before = sum;
      sum = this.#loops.run(this.#batches.indexOf(batch), before, from, to, this.#stretch);
      before.dispose();
    }
    return sum;
  }

  pull(): void {
    this.#loops.pull();
  }

  dispose(): void {
    tf.dispose(this.#stretch);
    this.validation?.dispose();
    this.#loops.dispose();
  }
}

/** What goes to the device for a stretch: as long for a shorter one, the last one, as for all. */
function stretchTensors(
  { augmentation, config: { batchSize, scaling }, numbers: { names } }: StepOptions,
  { stretchSamples }: FeedShape,
  { stepsBefore, order, numbers, drawn }: Omit<StretchInputs, 'set'>,
): tf.NamedTensorMap {
  const [batches, columns] = [Math.ceil(stretchSamples / batchSize), names.length];
  const table = new Float32Array(batches * columns);
  table.set(numbers);
  return {
    order: orderWords(order, stretchSamples), // [stretchSamples]
    numbers: tf.tensor2d(table, [batches, columns]),
    stepsBefore: tf.scalar(stepsBefore, 'int32'),
    ...(augmentation && { drawn: drawnTensor(drawn!, stretchSamples, augmentation) }),
    ...scalingTensors(scaling),
  };
}

/** An augmentation's random numbers, [samples, columns], with zeros at the end of a shorter stretch's. */
function drawnTensor(drawn: Float32Array, samples: number, { columns }: Augmentation): tf.Tensor2D {
  const filled = new Float32Array(samples * columns);
  filled.set(drawn);
  return tf.tensor2d(filled, [samples, columns]);
}

/** Inputs of a stretch that differ from those of any other number. */
function exampleStretch(
  { augmentation, config: { batchSize }, numbers: { names } }: StepOptions,
  { stretchSamples }: FeedShape,
  number: number,
): Omit<StretchInputs, 'set'> {
  const batches = Math.ceil(stretchSamples / batchSize);
  const order = Uint32Array.from({ length: stretchSamples }, (_, place) => place);
  return {
    stepsBefore: (number - 1) * batches,
    order: number === 1 ? order : order.reverse(),
    numbers: new Float32Array(batches * names.length).fill(1 / number),
    drawn: augmentation?.draw(number, number, order),
  };
}

/**
 * The body of a loop over batches of one size.
 *
 * @param batch samples in each batch
 */
function loopBody(
  { seed, network, config, augmentation }: StepOptions,
  step: StepFunction<tf.Tensor1D>,
  { type }: FeedShape,
  batch: number,
): LoopBody<tf.Tensor1D> {
  const sample = { shape: network.sampleShape, type };
  return (totals, index, { samples, labels, order, numbers, stepsBefore, drawn, ...scaling }) => {
    const places = placesOf(index, config.batchSize, batch); // [batch]
    const indices = gatherOrder(order!, places); // [batch]
    const number = index.add(stepsBefore!).add(tf.scalar(1, 'int32')) as tf.Scalar;
    const random = drawRandomInputs(network.randomInputs, batch, seed, number);
    const gathered = {
      samples: gatherSamples(samples!, indices, scaling, sample),
      labels: gatherLabels(labels!, indices),
    };
    const draws = drawn && (tf.gather(drawn, places) as tf.Tensor2D);
    const inputs: StepInputs = {
      ...batchInputs(gathered, augmentation, draws),
      numbers: tf.gather(numbers!, index),
      ...random,
    };
    return tf.add(totals, step(inputs));
  };
}
