import * as tf from '@tensorflow/tfjs';

/**
 * From which views of a picture it is predicted: from itself, from its mirror image as well, or from both as they are
 * and shifted by a pixel, to the lower right and to the upper left: six.
 */
export type Views = 'none' | 'mirror' | 'mirror-and-shifts';

type LogitsOf = (samples: tf.Tensor) => tf.Tensor2D;

/**
 * A batch's logits, averaged over the views: a picture and its mirror image count the same, and so do the unshifted
 * ones together and the shifted ones together. What a shift uncovers is mirrored at the edge, as in training.
 *
 * @param samples [batch, height, width, channels]; with `none` of any shape
 * @returns [batch, classes]
 */
export function logitsOfViews(views: Views, samples: tf.Tensor, logitsOf: LogitsOf): tf.Tensor2D {
  if (views === 'none') return logitsOf(samples);
  const mirroredToo = (images: tf.Tensor) =>
    mean(logitsOf(images), logitsOf(tf.reverse(images, 2)));
  const unshifted = mirroredToo(samples);
  if (views === 'mirror') return unshifted;
  const [down, up] = [shifted(samples, 1), shifted(samples, -1)];
  return mean(unshifted, mean(mirroredToo(down), mirroredToo(up)));
}

function mean(one: tf.Tensor2D, other: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(tf.add(one, other), 0.5);
}

/** The images a pixel further down and to the right, or with -1 up and to the left. */
function shifted(images: tf.Tensor, by: 1 | -1): tf.Tensor {
  return [1, 2].reduce((before, axis) => shiftedAlong(before, axis, by), images);
}

function shiftedAlong(images: tf.Tensor, axis: number, by: 1 | -1): tf.Tensor {
  const size = images.shape[axis]!;
  const part = (from: number, to: number) => {
    const begin = images.shape.map((_, dimension) => (dimension === axis ? from : 0));
    const sizes = images.shape.map((all, dimension) => (dimension === axis ? to - from : all));
    return tf.slice(images, begin, sizes);
  };
  const parts =
    by === 1 ? [part(1, 2), part(0, size - 1)] : [part(1, size), part(size - 2, size - 1)];
  return tf.concat(parts, axis);
}
