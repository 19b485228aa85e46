import type { SampleSet } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import type { CompiledLoops, LoopBody, LoopSource } from '../graph/compile-loops.ts';
import type { StepFunction } from '../graph/record-step.ts';
import {
  gatherLabels,
  gatherOrder,
  gatherSamples,
  labelValues,
  orderWords,
  placesOf,
  sampleWords,
} from '../graph/sample-words.ts';
import { emptySet, type FeedShape, type Stretch } from '../samples/sample-feed.ts';
import { scalingTensors } from '../samples/scaling.ts';
import { type StepOptions, VALIDATION_BATCH_SIZE, type ValidationSteps } from './member-steps.ts';

/** Validation samples, and what measures a batch of them. */
export interface MeasuredSamples {
  /** The member's `validationStep`. */
  readonly step: StepFunction<tf.Tensor1D>;
  /** Where they come from. */
  readonly feed: FeedShape;
}

/** A loop over samples. */
export interface MemberLoop extends LoopSource<tf.Tensor1D> {
  /** The names of its inputs that stay in the session. */
  readonly resident: readonly string[];
}

/**
 * The loop that measures a stretch of validation samples. The caller disposes of its examples.
 *
 * @param trained the feed of the training samples: what both have of one set lies in the session once
 */
export function validationSource(
  options: StepOptions,
  { step, feed }: MeasuredSamples,
  trained: FeedShape,
): MemberLoop {
  const { stretchSamples, residentSet } = feed;
  const names = namesOf(feed, trained);
  const set = setTensors(
    options,
    residentSet ?? emptySet(feed, options.network.sampleShape),
    names,
  );
  const batch = Math.min(VALIDATION_BATCH_SIZE, stretchSamples);
  const last = Math.ceil(stretchSamples / batch) - 1;
  const order = Uint32Array.from({ length: stretchSamples }, (_, place) => place);
  const example = (number: number, rows: Uint32Array) => ({
    carry: tf.fill<tf.Rank.R1>([2], number),
    inputs: { ...set, ...orderTensors(options, feed, rows) },
  });
  return {
    body: loopBody(options, step, feed, batch, names),
    examples: [
      { ...example(1, order), index: 0 },
      { ...example(2, order.toReversed().subarray(0, Math.ceil(stretchSamples / 2))), index: last },
    ],
    resident: residentSet ? Object.keys(set) : [],
    precision: 'float32', // as samples are predicted
  };
}

/** Measures stretches in calls of a graph's loop, with the weights that lie there. */
export class CompiledValidation implements ValidationSteps {
  readonly #options: StepOptions;
  readonly #feed: FeedShape;
  readonly #loops: CompiledLoops<tf.Tensor1D>;
  readonly #loop: number;
  #stretch: tf.NamedTensorMap = {};

  /** @param loop which one, in the order in which they were compiled */
  constructor(
    options: StepOptions,
    feed: FeedShape,
    loops: CompiledLoops<tf.Tensor1D>,
    loop: number,
  ) {
    this.#options = options;
    this.#feed = feed;
    this.#loops = loops;
    this.#loop = loop;
  }

  begin({ set, order }: Pick<Stretch, 'set' | 'order'>): void {
    tf.dispose(this.#stretch);
    this.#stretch = {
      ...orderTensors(this.#options, this.#feed, order),
      ...(!this.#feed.residentSet && setTensors(this.#options, set, OWN_NAMES)),
    };
  }

  run(totals: tf.Tensor1D, first: number, end: number): tf.Tensor1D {
    return this.#loops.run(this.#loop, totals, first, end, this.#stretch);
  }

  dispose(): void {
    tf.dispose(this.#stretch);
  }
}

/** Under which names a set goes to the device. */
interface SetNames {
  readonly samples: string;
  readonly labels: string;
}

/** Those of the training set. */
const TRAINED_NAMES: SetNames = { samples: 'samples', labels: 'labels' };

const OWN_NAMES: SetNames = { samples: 'measuredSamples', labels: 'measuredLabels' };

/** Samples that were held out of the training set lie in it, under its names. */
function namesOf({ residentSet }: FeedShape, trained: FeedShape): SetNames {
  const isOne = residentSet !== undefined && residentSet.values === trained.residentSet?.values;
  return isOne ? TRAINED_NAMES : OWN_NAMES;
}

/** What goes to the device of a set. @param names default: those of the training set */
export function setTensors(
  { network }: StepOptions,
  set: SampleSet,
  { samples, labels }: SetNames = TRAINED_NAMES,
): tf.NamedTensorMap {
  return { [samples]: sampleWords(set, network.sampleShape), [labels]: labelValues(set) };
}

/** What goes to the device for a stretch: as long for a shorter one, the last one, as for all. */
function orderTensors(
  { config: { scaling } }: StepOptions,
  { stretchSamples }: FeedShape,
  order: Uint32Array,
): tf.NamedTensorMap {
  return {
    order: orderWords(order, stretchSamples), // [stretchSamples]
    last: tf.scalar(order.length - 1, 'int32'),
    ...scalingTensors(scaling),
  };
}

function loopBody(
  { network }: StepOptions,
  step: StepFunction<tf.Tensor1D>,
  { type }: FeedShape,
  batch: number,
  names: SetNames,
): LoopBody<tf.Tensor1D> {
  const sample = { shape: network.sampleShape, type };
  return (totals, index, { order, last, ...inputs }) => {
    const { [names.samples]: words, [names.labels]: labels, ...scaling } = inputs;
    const places = placesOf(index, batch, batch); // [batch]
    // The last batch may have the last sample more than once, which then does not count.
    const indices = gatherOrder(order!, tf.minimum(places, last!));
    const measured = step({
      samples: gatherSamples(words!, indices, scaling, sample),
      labels: gatherLabels(labels!, indices),
      counted: tf.lessEqual(places, last!).toFloat(),
    });
    return tf.add(totals, measured);
  };
}
