import * as tf from '@tensorflow/tfjs';
import type { Change } from './change.ts';
import type { ImageShape } from './geometry.ts';

/**
 * Puts zeros into a square of each picture, whose centre is drawn from all its pixels, so that some of it may lie
 * outside (DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017).
 * Samples are scaled by then: zero is black or, standardised, the mean.
 *
 * @param size the square's side, in pixels
 */
export function cutout(size: number, [height, width]: ImageShape): Change {
  return {
    columns: 2,
    draw(draws) {
      draws.begin('cutout');
      return [height, width].map((side) => draws.below(side) - Math.floor(size / 2));
    },
    apply(batch, drawn) {
      const [top, left] = tf.split(drawn, 2, 1); // [batch, 1] each
      const rows = within(height, top!, size).reshape([-1, height, 1, 1]);
      const columns = within(width, left!, size).reshape([-1, 1, width, 1]);
      return { ...batch, samples: tf.mul(batch.samples, tf.sub(1, tf.mul(rows, columns))) };
    },
  };
}

/** [batch, side]: 1 from `start` on for `size` pixels, else 0. */
function within(side: number, start: tf.Tensor, size: number): tf.Tensor {
  const from = tf.sub(tf.range(0, side), start);
  return tf.mul(tf.greaterEqual(from, 0).toFloat(), tf.less(from, size).toFloat());
}
