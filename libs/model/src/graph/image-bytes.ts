import { type ImageSet, type ImageShape, imageSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { runOp, uint8Tensor } from '../backends/tensorflow/run-op.ts';

/** A set's images as uint8 [samples, height, width, channels], for {@link gatherImages}. */
export function imageBytes({ images, labels }: ImageSet, shape: ImageShape): tf.Tensor {
  const { height, width, channels } = shape;
  const samples = labels.length;
  return uint8Tensor(images.subarray(0, samples * imageSize(shape)), [
    samples,
    height,
    width,
    channels,
  ]);
}

/** A set's labels as uint8 [samples], for {@link gatherLabels}. */
export function labelBytes({ labels }: ImageSet): tf.Tensor {
  return uint8Tensor(labels, [labels.length]);
}

/**
 * The places of a batch's images among those of its epoch.
 *
 * @param index the batch's number, an int32 scalar; counts from 0
 * @param batchSize the size of the batches before it
 * @returns [batch], int32
 */
export function placesOf(index: tf.Scalar, batchSize: number, batch: number): tf.Tensor1D {
  const first = tf.mul(index, tf.scalar(batchSize, 'int32'));
  return tf.add(first, tf.range(0, batch, 1, 'int32'));
}

/**
 * A batch as `gatherBatch` of libs/data has it, on the device.
 *
 * @param bytes {@link imageBytes}
 * @param indices [batch], int32
 * @param divisor a scalar
 * @returns [batch, height, width, channels]
 */
export function gatherImages(
  bytes: tf.Tensor,
  indices: tf.Tensor,
  divisor: tf.Scalar,
): tf.Tensor4D {
  return tf.div(castTo('float32', gatherBytes(bytes, indices)), divisor);
}

/** A batch's labels, [batch], int32. */
export function gatherLabels(bytes: tf.Tensor, indices: tf.Tensor): tf.Tensor1D {
  return castTo('int32', gatherBytes(bytes, indices)) as tf.Tensor1D;
}

function gatherBytes(bytes: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const types = { Tparams: 'uint8', Tindices: 'int32', Taxis: 'int32', batch_dims: 0 } as const;
  return runOp('GatherV2', types, [bytes, indices, tf.scalar(0, 'int32')]);
}

function castTo(type: 'float32' | 'int32', bytes: tf.Tensor): tf.Tensor {
  return runOp('Cast', { SrcT: 'uint8', DstT: type }, [bytes]);
}
