import { gatherBatch, type ImageSet, type ImageShape, imageSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';

const BATCH_SIZE = 100;

/**
 * The model's softmax for every image of a set, in the set's order.
 *
 * @param divisor a pixel is divided by it, as in training
 * @returns [samples, classes], row by row
 */
export function predict(
  model: tf.LayersModel,
  set: ImageSet,
  shape: ImageShape,
  divisor: number,
): Float32Array {
  const samples = set.labels.length;
  const classes = model.outputs[0]!.shape[1]!;
  const order = Uint32Array.from({ length: samples }, (_, index) => index);
  const pixels = new Float32Array(BATCH_SIZE * imageSize(shape));
  const predictions = new Float32Array(samples * classes);
  for (let start = 0; start < samples; start += BATCH_SIZE) {
    const indices = order.subarray(start, start + BATCH_SIZE);
    gatherBatch(set, indices, divisor, pixels);
    const softmax = tf.tidy(() => {
      const batch = pixels.subarray(0, indices.length * imageSize(shape));
      const images = tf.tensor4d(batch, [
        indices.length,
        shape.height,
        shape.width,
        shape.channels,
      ]);
      return (model.apply(images) as tf.Tensor).dataSync<'float32'>(); // [batch, classes]
    });
    predictions.set(softmax, start * classes);
  }
  return predictions;
}
