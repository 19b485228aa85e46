import * as tf from '@tensorflow/tfjs';
import { dropoutMask, dropoutMaskOnDevice, maskSeed } from '../dropout-mask.ts';
import type { LayerOf } from './layer.ts';

/** What can be set of a dropout layer. */
export interface DropoutConfig {
  readonly name: string;
  /** Share of the outputs set to zero in training, 0 to below 1. */
  readonly rate: number;
  /** The number under which the member's seed gives this layer its masks; unique within the network. */
  readonly number: number;
}

/**
 * Dropout of [values] without a state: its masks are a random input, a function of the member's seed,
 * the layer's number and the step. (tfjs's own layer has either no seed, or one mask for all steps.)
 */
export function dropout({ name, rate, number }: DropoutConfig): LayerOf {
  return (inputShape) => {
    const [units] = inputShape as [number];
    return {
      name,
      outputShape: inputShape,
      weights: [],
      randomInputs: [
        {
          name,
          draw: (batch, seed, step) => {
            const key = maskSeed(seed, number);
            return typeof step === 'number'
              ? dropoutMask([batch, units], rate, key, step)
              : dropoutMaskOnDevice([batch, units], rate, key, step);
          },
        },
      ],
      forward: (x, { random, mode }) => (mode === 'train' ? tf.mul(x, random[name]!) : x),
      tfjsLayer: () => tf.layers.dropout({ name, rate }),
    };
  };
}
