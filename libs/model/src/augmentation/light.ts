import * as tf from '@tensorflow/tfjs';
import type { Change } from './change.ts';

/**
 * Makes each picture brighter or darker: multiplies its values, as they were before they were scaled, by a number
 * drawn from 1 - `range` to 1 + `range`. Nothing is cut off.
 *
 * @param range 0 to 1
 * @param black what 0 was scaled to, of each channel
 */
export function brightness(range: number, black: readonly number[]): Change {
  const isZero = black.every((value) => value === 0);
  return {
    columns: 1,
    draw(draws) {
      draws.begin('brightness');
      return [draws.between(1 - range, 1 + range)];
    },
    apply(batch, drawn) {
      const { samples } = batch;
      return {
        ...batch,
        samples: isZero
          ? tf.mul(samples, ofImages(drawn))
          : stretched(samples, tf.tensor1d([...black]), drawn),
      };
    },
  };
}

/**
 * Gives each picture more or less contrast: multiplies how far its values are from its channel's mean by a number
 * drawn from 1 - `range` to 1 + `range`. Nothing is cut off.
 *
 * @param range 0 to 1
 */
export function contrast(range: number): Change {
  return {
    columns: 1,
    draw(draws) {
      draws.begin('contrast');
      return [draws.between(1 - range, 1 + range)];
    },
    apply(batch, drawn) {
      const { samples } = batch;
      return { ...batch, samples: stretched(samples, tf.mean(samples, [1, 2], true), drawn) };
    },
  };
}

/** Samples as far from the middle as before, times the factors. */
function stretched(samples: tf.Tensor, middle: tf.Tensor, factors: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(tf.sub(samples, middle), ofImages(factors)), middle);
}

/** A number for each image, [batch, 1], as [batch, 1, 1, 1]. */
function ofImages(numbers: tf.Tensor): tf.Tensor {
  return numbers.reshape([-1, 1, 1, 1]);
}
