import * as tf from '@tensorflow/tfjs';
import { type LayerWeight, soleInput, type TfjsLayer } from '../tfjs-layers.ts';
import type { CallOf } from './call-of.ts';

/** A dense layer's settings and weights. */
interface Dense extends TfjsLayer {
  readonly activation: { getClassName(): string };
  readonly kernel: LayerWeight;
  readonly bias?: LayerWeight | null;
}

/**
 * `Dense` without an activation, which most networks end with, as a product and a sum: fused, some backends round otherwise, and
 * the bits of what was trained so far would be others.
 */
export const linearDense: CallOf = (layer) => {
  const call = layer.call.bind(layer);
  const { activation } = layer as Dense;
  if (activation.getClassName() !== 'linear') return call;
  return (inputs, args) => {
    const x = soleInput(inputs);
    if (x.rank !== 2) return call(inputs, args);
    const { kernel, bias } = layer as Dense;
    const product = tf.matMul(x, kernel.read());
    return bias ? tf.add(product, bias.read()) : product;
  };
};
