import * as tf from '@tensorflow/tfjs';
import { type LayerCall, soleInput, type TfjsLayer } from '../tfjs-layers.ts';
import type { CallOf } from './replace-call.ts';

/** A convolution's settings, for each dimension of an image or a sequence. */
interface Convolution extends TfjsLayer {
  readonly kernelSize: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: 'valid' | 'same';
}

/**
 * A convolution whose kernel has gaps: the pixels that one of its places meets are brought together, so that they are convolved without
 * gaps, and taken apart again. tfjs has no gradient of it otherwise.
 */
export const dilatedConvolution: CallOf = (layer) => {
  const { call } = layer;
  const { dilationRate } = layer as Convolution;
  if (dilationRate.every((rate) => rate === 1)) return call;
  // A function of the layer that it is called of, which may be one without bias.
  return function (this: TfjsLayer, inputs, args) {
    if (!args.training) return call.call(this, inputs, args);
    return convolve(this as Convolution, call, soleInput(inputs));
  } as LayerCall;
};

function convolve(layer: Convolution, call: LayerCall, x: tf.Tensor): tf.Tensor {
  const { kernelSize, dilationRate, padding } = layer;
  const gaps = [...dilationRate];
  const pads = gaps.map((gap, axis) => {
    const needed = padding === 'same' ? (kernelSize[axis]! - 1) * gap : 0;
    const before = Math.floor(needed / 2);
    const whole = x.shape[axis + 1]! + needed;
    const rest = (gap - (whole % gap)) % gap; // so that each part has as many pixels
    return { before, after: needed - before + rest, rest };
  });
  const together = tf.spaceToBatchND(
    x,
    gaps,
    pads.map(({ before, after }) => [before, after]),
  );
  const withoutGaps = Object.create(layer, {
    dilationRate: { value: gaps.map(() => 1) },
    padding: { value: 'valid' },
  }) as TfjsLayer;
  const convolved = soleInput(call.call(withoutGaps, together, {}));
  return tf.batchToSpaceND(
    convolved,
    gaps,
    pads.map(({ rest }) => [0, rest]),
  );
}
