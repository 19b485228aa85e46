import * as tf from '@tensorflow/tfjs';
import { type LayerCall, type LayerWeight, soleInput, type TfjsLayer } from '../tfjs-layers.ts';
import type { CallOf } from './call-of.ts';

/** A convolution's settings and weights, the numbers for each dimension of an image or a sequence. */
interface Convolution extends TfjsLayer {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: string;
  readonly activation: { getClassName(): string };
  readonly kernel: LayerWeight;
  readonly bias?: LayerWeight | null;
}

/**
 * Convolutions in training. tfjs has no gradient where the kernel has gaps, and where there is no activation it always
 * computes the samples' gradient along with the kernel's, which a network's first layer does not need.
 */
export const convolution: CallOf = (layer) => {
  const { call } = layer;
  const gaps = (layer as Convolution).dilationRate.some((rate) => rate > 1);
  // A function of the layer that it is called of, which may be one without bias and activation.
  return function (this: Convolution, inputs, args) {
    if (args.training && gaps) return withGaps(this, call, soleInput(inputs));
    if (args.training && isLinear2d(this)) return linear2d(this, soleInput(inputs));
    return call.call(this, inputs, args);
  } as LayerCall;
};

function isLinear2d(layer: Convolution): boolean {
  const { activation, dataFormat } = layer;
  const linear = activation.getClassName() === 'linear' && dataFormat !== 'channelsFirst';
  return linear && layer.getClassName() === 'Conv2D';
}

function linear2d({ kernel, bias, strides, padding }: Convolution, x: tf.Tensor): tf.Tensor {
  const convolved = tf.conv2d(
    x as tf.Tensor4D,
    kernel.read() as tf.Tensor4D,
    strides as [number, number],
    padding,
  );
  return bias ? tf.add(convolved, bias.read()) : convolved;
}

/**
 * The pixels that one place of the kernel meets are brought together, so that they are convolved without gaps, and taken
 * apart again.
 */
function withGaps(layer: Convolution, call: LayerCall, x: tf.Tensor): tf.Tensor {
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
