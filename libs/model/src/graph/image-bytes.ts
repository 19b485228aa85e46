import { bytesOf, type ImageSet, type ImageShape, imageSize } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { runOp, tensorOf } from '../backends/tensorflow/run-op.ts';

/** Bytes of a float32. */
const WORD_BYTES = 4;

/**
 * A set's images for {@link gatherImages}: a row each, whose bytes are words of float32 that nobody computes
 * with. TensorFlow has a kernel for GPUs that gathers float32 and none that gathers uint8: bytes would stay
 * beside the processor, and every batch would wait for it. Images that do not fill whole words stay bytes.
 *
 * @returns [samples, words] or [samples, bytes]
 */
export function imageBytes({ images, labels }: ImageSet, shape: ImageShape): tf.Tensor {
  const size = imageSize(shape);
  const samples = labels.length;
  const bytes = images.subarray(0, samples * size);
  if (size % WORD_BYTES !== 0) return tensorOf('uint8', bytes, [samples, size]);
  return tensorOf('float32', wordsOf(bytes), [samples, size / WORD_BYTES]);
}

/** A set's labels for {@link gatherLabels}, [samples], float32 for the same reason. */
export function labelValues({ labels }: ImageSet): tf.Tensor {
  return tf.tensor1d(Float32Array.from(labels));
}

/**
 * An epoch's order for {@link gatherOrder}: its numbers as words of float32, [samples]. int32 values lie
 * beside the processor, and all of them would be copied to a GPU for every batch.
 */
export function orderWords(order: Uint32Array): tf.Tensor {
  return tensorOf('float32', wordsOf(bytesOf(Uint32Array.from(order))), [order.length]);
}

/**
 * The places of a batch's samples among those of its epoch.
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
 * Which samples a batch has, [batch], int32.
 *
 * @param order {@link orderWords}
 * @param places {@link placesOf}
 */
export function gatherOrder(order: tf.Tensor, places: tf.Tensor1D): tf.Tensor1D {
  return bitcast('int32', tf.gather(order, places)) as tf.Tensor1D;
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
  { height, width, channels }: ImageShape,
): tf.Tensor4D {
  const gathered =
    bytes.dtype === 'float32'
      ? bitcast('uint8', tf.gather(bytes, indices))
      : gatherBytes(bytes, indices);
  const images = runOp('Cast', { SrcT: 'uint8', DstT: 'float32' }, [gathered]);
  return tf.div(images.reshape([indices.size, height, width, channels]), divisor);
}

/** A batch's labels, [batch], int32. */
export function gatherLabels(labels: tf.Tensor, indices: tf.Tensor): tf.Tensor1D {
  return tf.gather(labels, indices).toInt() as tf.Tensor1D;
}

/** The same bytes; copied when they do not begin where a word may. */
function wordsOf(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % WORD_BYTES === 0 ? bytes : Uint8Array.from(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / WORD_BYTES);
}

function gatherBytes(bytes: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const types = { Tparams: 'uint8', Tindices: 'int32', Taxis: 'int32', batch_dims: 0 } as const;
  return runOp('GatherV2', types, [bytes, indices, tf.scalar(0, 'int32')]);
}

/** The words' memory as values of another type. */
function bitcast(type: 'uint8' | 'int32', words: tf.Tensor): tf.Tensor {
  return runOp('Bitcast', { T: 'float32', type }, [words]);
}
