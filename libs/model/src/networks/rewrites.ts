/**
 * Rewrites of a network: each makes of its operations fewer or faster ones with the same values, bit
 * for bit, wherever it applies.
 */
import * as tf from '@tensorflow/tfjs';
import { ACTIVATIONS } from './layers/activation.ts';
import { Conv2d } from './layers/conv2d.ts';
import type { Operation } from './layers/layer.ts';
import { MaxPooling2d } from './layers/max-pooling2d.ts';

type Rewrite = (operations: readonly Operation[]) => readonly Operation[];

/**
 * Max pooling comes before the bias and the activation of the convolution that it follows: adding a
 * number rounds larger values to larger ones, and so does an activation that never decreases, so that
 * the maximum commutes with both. Pooled images have a fraction of the values, forward and backward. (The
 * gradient goes to the largest value before rounding; otherwise, of two that round to one, to the first.)
 */
export const poolBeforeBias: Rewrite = (operations) =>
  operations.flatMap((operation, index) => {
    if (isPooled(operation, operations[index + 1])) {
      return { forward: (x, pass) => operation.convolve(x, pass) };
    }
    const before = operations[index - 1];
    if (!isPooled(before, operation)) return operation;
    const { apply } = ACTIVATIONS[before.config.activation];
    return [operation, { forward: (x, pass) => apply(tf.add(x, before.bias(pass))) }];
  });

function isPooled(one: Operation | undefined, next: Operation | undefined): one is Conv2d {
  if (!(one instanceof Conv2d && next instanceof MaxPooling2d)) return false;
  return ACTIVATIONS[one.config.activation].nonDecreasing;
}
