import * as tf from '@tensorflow/tfjs';
import type { Model } from '../networks/model.ts';
import { logitsOfViews, type Views } from './views.ts';

/** The most samples that are predicted at once: another number may round otherwise. */
export const BATCH_SIZE = 100;

/** The softmax of a batch, [batch, classes]. */
export function probabilities(
  { network, weights }: Model,
  samples: tf.Tensor,
  views: Views,
): tf.Tensor2D {
  const logitsOf = (seen: tf.Tensor) => network.forward(seen, weights, {}, 'predict').logits;
  return tf.softmax(logitsOfViews(views, samples, logitsOf));
}
