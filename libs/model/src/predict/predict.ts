import { type ChosenSamples, countSamples, sampleSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { type CompiledLoops, compileLoops, type LoopBody } from '../graph/compile-loops.ts';
import {
  gatherOrder,
  gatherSamples,
  orderWords,
  placesOf,
  sampleWords,
} from '../graph/sample-words.ts';
import type { Model } from '../networks/model.ts';
import { gatherBatch } from '../samples/gather-batch.ts';
import { emptySet, feedSamples, type FeedShape, type Stretch } from '../samples/sample-feed.ts';
import { type Scaling, scalingTensors } from '../samples/scaling.ts';
import { nodeBackend } from '../backends/tensorflow/node-backend.ts';
import { runOp } from '../backends/tensorflow/run-op.ts';
import { logitsOfViews, type Views } from './views.ts';

const BATCH_SIZE = 100;

/**
 * The model's softmax for every sample that is chosen, in their order: on TensorFlow in one call of a
 * compiled graph for all that is in memory at once, else, or when the model cannot be compiled, batch by batch.
 *
 * @param scaling the one of the training
 * @param compile false: batch by batch in any case, which rounds differently
 * @param views see {@link Views}
 * @returns [samples, classes], row by row
 * @throws DatasetError when the samples are read from a file, and cannot be
 */
export async function predict(
  model: Model,
  samples: ChosenSamples,
  scaling: Scaling,
  compile = true,
  views: Views = 'none',
): Promise<Float32Array> {
  const { sampleShape, classes } = model.network;
  const predictions = new Float32Array(countSamples(samples) * classes);
  if (predictions.length === 0) return predictions;
  const feed = feedSamples(samples, sampleShape, BATCH_SIZE);
  let compiled: CompiledPredictor | undefined;
  try {
    if (compile && nodeBackend()) compiled = CompiledPredictor.compile(model, feed, scaling, views);
    for await (const stretch of feed.stretches(orderOf(samples))) {
      const softmax = compiled?.predict(stretch) ?? predictByBatch(model, stretch, scaling, views);
      predictions.set(softmax, stretch.start * classes);
    }
    return predictions;
  } finally {
    compiled?.dispose();
    feed.close();
  }
}

function orderOf({ labels, rows }: ChosenSamples): Uint32Array {
  return rows ?? Uint32Array.from(labels, (_, row) => row);
}

/** Predicts a stretch in one call of a graph. */
class CompiledPredictor {
  readonly #model: Model;
  readonly #feed: FeedShape;
  readonly #scaling: Scaling;
  readonly #loops: CompiledLoops<tf.Tensor2D>;

  private constructor(
    model: Model,
    feed: FeedShape,
    scaling: Scaling,
    loops: CompiledLoops<tf.Tensor2D>,
  ) {
    this.#model = model;
    this.#feed = feed;
    this.#scaling = scaling;
    this.#loops = loops;
  }

  /** @returns undefined when the model cannot be compiled */
  static compile(
    model: Model,
    feed: FeedShape,
    scaling: Scaling,
    views: Views,
  ): CompiledPredictor | undefined {
    const { classes, sampleShape } = model.network;
    const { stretchSamples } = feed;
    const batch = Math.min(BATCH_SIZE, stretchSamples);
    const order = Uint32Array.from({ length: stretchSamples }, (_, place) => place);
    const set = feed.residentSet ?? emptySet(feed, sampleShape);
    const inputs = inputsOf(model, feed, scaling, { set, order });
    const carries = [0, 1].map((value) => tf.fill<tf.Rank.R2>([stretchSamples, classes], value));
    const last = Math.ceil(stretchSamples / batch) - 1;
    try {
      const { loops } = compileLoops<tf.Tensor2D>([
        {
          body: loopBody(model, feed, batch, views),
          examples: [
            { carry: carries[0]!, index: 0, inputs },
            { carry: carries[1]!, index: last, inputs },
          ],
        },
      ]);
      return loops && new CompiledPredictor(model, feed, scaling, loops);
    } finally {
      tf.dispose([carries, inputs]);
    }
  }

  /** The softmax of the stretch's samples, [samples, classes]. */
  predict(stretch: Stretch): Float32Array {
    const { classes } = this.#model.network;
    const samples = stretch.order.length;
    const predictions = tf.tidy(() => {
      const carry = tf.zeros<tf.Rank.R2>([this.#feed.stretchSamples, classes]);
      const inputs = inputsOf(this.#model, this.#feed, this.#scaling, stretch);
      return this.#loops.run(0, carry, 0, Math.ceil(samples / BATCH_SIZE), inputs);
    });
    return takeValues(predictions).subarray(0, samples * classes);
  }

  dispose(): void {
    this.#loops.dispose();
  }
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
  { type }: FeedShape,
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

function predictByBatch(
  model: Model,
  { set, order }: Stretch,
  scaling: Scaling,
  views: Views,
): Float32Array {
  const { classes, sampleShape } = model.network;
  const size = sampleSize(sampleShape);
  const values = new Float32Array(BATCH_SIZE * size);
  const predictions = new Float32Array(order.length * classes);
  for (let start = 0; start < order.length; start += BATCH_SIZE) {
    const indices = order.subarray(start, start + BATCH_SIZE);
    gatherBatch(set, indices, scaling, values);
    const softmax = tf.tidy(() => {
      const batch = values.subarray(0, indices.length * size);
      return probabilities(model, tf.tensor(batch, [indices.length, ...sampleShape]), views);
    });
    predictions.set(takeValues(softmax), start * classes);
  }
  return predictions;
}

/** The softmax of a batch, [batch, classes]. */
function probabilities({ network, weights }: Model, samples: tf.Tensor, views: Views): tf.Tensor2D {
  const logitsOf = (seen: tf.Tensor) => network.forward(seen, weights, {}, 'predict').logits;
  return tf.softmax(logitsOfViews(views, samples, logitsOf));
}

/**
 * Reads a tensor and disposes of it. Outside `tf.tidy`, which looks for tensors in every element of
 * an array that it returns.
 */
function takeValues(tensor: tf.Tensor): Float32Array {
  try {
    return tensor.dataSync<'float32'>();
  } finally {
    tensor.dispose();
  }
}
