import { type SampleType } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { type CompiledLoops, compileLoops, type LoopBody } from '../graph/compile-loops.ts';
import {
  gatherOrder,
  gatherSamples,
  orderWords,
  placesOf,
  sampleWords,
} from '../graph/sample-words.ts';
import { runOp } from '../backends/tensorflow/run-op.ts';
import type { Model } from '../networks/model.ts';
import { emptySet, type FeedShape, type Stretch } from '../samples/sample-feed.ts';
import { type Scaling, scalingTensors } from '../samples/scaling.ts';
import { BATCH_SIZE, probabilities } from './probabilities.ts';
import type { Views } from './views.ts';

/** How a model is asked. */
export interface PredictionForm {
  /** The one of the training. */
  readonly scaling: Scaling;
  readonly views: Views;
}

/** Predicts a stretch in one call of a graph, which has a loop for each of several shapes of stretches. */
export class CompiledPredictor {
  readonly #model: Model;
  readonly #feeds: readonly FeedShape[];
  readonly #scaling: Scaling;
  readonly #loops: CompiledLoops<tf.Tensor2D>;

  private constructor(
    model: Model,
    feeds: readonly FeedShape[],
    scaling: Scaling,
    loops: CompiledLoops<tf.Tensor2D>,
  ) {
    this.#model = model;
    this.#feeds = feeds;
    this.#scaling = scaling;
    this.#loops = loops;
  }

  /** @returns undefined when the model cannot be compiled */
  static compile(
    model: Model,
    feeds: readonly FeedShape[],
    { scaling, views }: PredictionForm,
  ): CompiledPredictor | undefined {
    const examples = feeds.map((feed) => examplesOf(model, feed, scaling));
    try {
      const sources = feeds.map((feed, at) => ({
        body: loopBody(model, feed.type, batchOf(feed), views),
        examples: examples[at]!,
      }));
      const { loops } = compileLoops<tf.Tensor2D>(sources);
      return loops && new CompiledPredictor(model, feeds, scaling, loops);
    } finally {
      for (const [one, other] of examples) tf.dispose([one.inputs, one.carry, other.carry]);
    }
  }

  /**
   * The softmax of the stretch's samples, [samples, classes].
   *
   * @param at which of the shapes that it was compiled for the stretch has
   */
  predict(stretch: Stretch, at = 0): Float32Array {
    const { classes } = this.#model.network;
    const samples = stretch.order.length;
    const feed = this.#feeds[at]!;
    const predictions = tf.tidy(() => {
      const carry = tf.zeros<tf.Rank.R2>([feed.stretchSamples, classes]);
      const inputs = inputsOf(this.#model, feed, this.#scaling, stretch);
      return this.#loops.run(at, carry, 0, Math.ceil(samples / batchOf(feed)), inputs);
    });
    return takeValues(predictions).subarray(0, samples * classes);
  }

  dispose(): void {
    this.#loops.dispose();
  }
}

/** Samples that are predicted at once. */
function batchOf({ stretchSamples }: FeedShape): number {
  return Math.min(BATCH_SIZE, stretchSamples);
}

function examplesOf(model: Model, feed: FeedShape, scaling: Scaling) {
  const { classes, sampleShape } = model.network;
  const { stretchSamples } = feed;
  const order = Uint32Array.from({ length: stretchSamples }, (_, place) => place);
  const set = feed.residentSet ?? emptySet(feed, sampleShape);
  const inputs = inputsOf(model, feed, scaling, { set, order });
  const last = Math.ceil(stretchSamples / batchOf(feed)) - 1;
  const example = (value: number, index: number) => {
    return { carry: tf.fill<tf.Rank.R2>([stretchSamples, classes], value), index, inputs };
  };
  return [example(0, 0), example(1, last)] as const;
}

function inputsOf(
  { network }: Model,
  { stretchSamples }: FeedShape,
  scaling: Scaling,
  { set, order }: Pick<Stretch, 'set' | 'order'>,
): tf.NamedTensorMap {
  return {
    values: sampleWords(set, network.sampleShape),
    order: orderWords(order, stretchSamples),
    last: tf.scalar(order.length - 1, 'int32'),
    ...scalingTensors(scaling),
  };
}

/** The body of a loop that puts each batch's softmax where it belongs. */
function loopBody(
  model: Model,
  type: SampleType,
  batch: number,
  views: Views,
): LoopBody<tf.Tensor2D> {
  const sample = { shape: model.network.sampleShape, type };
  return (predictions, index, { values, order, last, ...scaling }) => {
    // The last batch may have the last sample more than once.
    const places = placesOf(index, batch, batch).minimum(last!) as tf.Tensor1D;
    const indices = gatherOrder(order!, places);
    const softmax = probabilities(model, gatherSamples(values!, indices, scaling, sample), views);
    return runOp('TensorScatterUpdate', { T: 'float32', Tindices: 'int32' }, [
      predictions,
      places.reshape([batch, 1]),
      softmax,
    ]) as tf.Tensor2D;
  };
}

/**
 * Reads a tensor and disposes of it. Outside `tf.tidy`, which looks for tensors in every element of
 * an array that it returns.
 */
export function takeValues(tensor: tf.Tensor): Float32Array {
  try {
    return tensor.dataSync<'float32'>();
  } finally {
    tensor.dispose();
  }
}
