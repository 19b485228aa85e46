/**
 * Layers that draw random numbers: theirs are random inputs, a function of the member's seed, the layer's name and the step.
 * (tfjs' own have either no seed, or one mask for all steps.)
 */
import * as tf from '@tensorflow/tfjs';
import { soleInput, type TfjsLayer } from '../tfjs-layers.ts';
import type { CallOf } from './call-of.ts';

/** A dropout's settings. */
interface DropoutLayer {
  /** Share of the outputs set to zero in training, 0 to 1. */
  readonly rate: number;
}

/** `Dropout`, with the shape of noise that is set, and `SpatialDropout1D`, which drops whole channels. */
export const dropout: CallOf = (layer, key, passes) => {
  const { rate, getNoiseShape } = layer as unknown as DropoutLayer & {
    getNoiseShape(input: tf.Tensor): number[] | null | undefined;
  };
  return (inputs, { training = false }) => {
    const x = soleInput(inputs);
    if (!training || !dropsSome(rate)) return x;
    const shape = getNoiseShape.call(layer, x) ?? x.shape;
    return tf.mul(x, passes.get().random(key, { kind: 'dropout', rate }, shape));
  };
};

/** `GaussianNoise`: adds normal numbers. */
export const gaussianNoise: CallOf = (layer, key, passes) => {
  const { stddev } = layer as unknown as { stddev: number };
  return (inputs, { training = false }) => {
    const x = soleInput(inputs);
    if (!training) return x;
    const noise = passes.get().random(key, { kind: 'normal' }, x.shape);
    return tf.add(x, tf.mul(noise, stddev));
  };
};

/** `GaussianDropout`: multiplies by normal numbers around 1, as much spread as a dropout of the rate. */
export const gaussianDropout: CallOf = (layer, key, passes) => {
  const { rate } = layer as unknown as DropoutLayer;
  const stddev = Math.sqrt(rate / (1 - rate));
  return (inputs, { training = false }) => {
    const x = soleInput(inputs);
    if (!training || !dropsSome(rate)) return x;
    const noise = passes.get().random(key, { kind: 'normal' }, x.shape);
    return tf.mul(x, tf.add(tf.mul(noise, stddev), 1));
  };
};

/** What SELU gives for values far below zero. */
const SELU_LIMIT = -1.6732632423543772 * 1.0507009873554805;

/**
 * `AlphaDropout`: sets outputs to {@link SELU_LIMIT}, and scales and shifts all so that mean and variance stay (Klambauer et
 * al., "Self-Normalizing Neural Networks", 2017). tfjs' own has the limit's sign wrong.
 */
export const alphaDropout: CallOf = (layer, key, passes) => {
  const { rate, noiseShape } = layer as unknown as DropoutLayer & {
    readonly noiseShape?: readonly (number | null)[] | null;
  };
  const scale = ((1 - rate) * (1 + rate * SELU_LIMIT ** 2)) ** -0.5;
  const shift = -scale * SELU_LIMIT * rate;
  return (inputs, { training = false }) => {
    const x = soleInput(inputs);
    if (!training || !dropsSome(rate)) return x;
    const shape = noiseShape ? noiseShape.map((size, axis) => size ?? x.shape[axis]!) : x.shape;
    const factors = passes.get().random(key, { kind: 'dropout', rate }, shape);
    const kept = tf.step(factors); // 0 or 1
    const dropped = tf.mul(tf.sub(1, kept), SELU_LIMIT);
    return tf.add(tf.mul(tf.add(tf.mul(x, kept), dropped), scale), shift);
  };
};

/** The cells of recurrent layers, which drop inputs and states: the same ones at each place of a sequence. */
export const cell: CallOf = (layer, key, passes) => {
  const cell = layer as TfjsLayer & {
    dropoutFunc(ones: tf.Tensor, rate: number): tf.Tensor;
  };
  cell.dropoutFunc = (ones, rate) =>
    passes.get().random(key, { kind: 'dropout', rate }, ones.shape);
  return layer.call.bind(layer);
};

/** Masks that a cell keeps from the beginning of a sequence to its end. */
interface CellMasks {
  dropoutMask: tf.Tensor | tf.Tensor[] | null;
  recurrentDropoutMask: tf.Tensor | tf.Tensor[] | null;
}

/** A recurrent layer whose cells forget their masks when it is done. tfjs leaves those of `RNN` for all later steps. */
export function forgettingMasks(layer: TfjsLayer, cells: readonly TfjsLayer[]): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, args) => {
    try {
      return call(inputs, args);
    } finally {
      for (const each of cells as unknown as readonly CellMasks[]) {
        tf.dispose([each.dropoutMask ?? [], each.recurrentDropoutMask ?? []].flat());
        each.dropoutMask = null;
        each.recurrentDropoutMask = null;
      }
    }
  };
}

/** Whether a layer may draw random numbers. */
export function drawsNumbers(layer: TfjsLayer): boolean {
  const { dropout = 0, recurrentDropout = 0 } = layer as { dropout?: number } & {
    recurrentDropout?: number;
  };
  return DRAWING.has(layer.getClassName()) || dropout > 0 || recurrentDropout > 0;
}

const DRAWING: ReadonlySet<string> = new Set([
  'AlphaDropout',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'SpatialDropout1D',
]);

/** tfjs takes 1 for 0. */
function dropsSome(rate: number): boolean {
  return rate > 0 && rate < 1;
}
