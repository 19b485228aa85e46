import * as tf from '@tensorflow/tfjs';

/**
 * A convolution's kernel whose first output channels give back its input channels; the others are those of `rest`.
 *
 * @param rest [...sizes, inputs, outputs]
 */
export function dirac(rest: tf.Tensor): tf.Tensor {
  const { shape } = rest;
  const [inputs, outputs] = shape.slice(-2) as [number, number];
  const values = rest.dataSync<'float32'>().slice();
  const places = values.length / (inputs * outputs);
  const middle = middleOf(shape.slice(0, -2));
  const given = Math.min(inputs, outputs);
  for (let place = 0; place < places; place++) {
    for (let input = 0; input < inputs; input++) {
      const row = (place * inputs + input) * outputs;
      values.fill(0, row, row + given);
      if (place === middle && input < given) values[row + input] = 1;
    }
  }
  return tf.tensor(values, shape);
}

/** Where the middle of an array of these sizes lies in memory; that of an even size is right of it. */
function middleOf(sizes: readonly number[]): number {
  return sizes.reduce((place, size) => place * size + Math.floor(size / 2), 0);
}
