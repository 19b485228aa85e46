import {
  bytesOf,
  type SampleKind,
  type SampleSet,
  sampleSize,
  type SampleType,
} from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { runOp, tensorOf } from '../backends/tensorflow/run-op.ts';
import { scaleOnDevice } from '../samples/scaling.ts';
import type { StepInputs } from './record-step.ts';

/** Bytes of a float32. */
const WORD_BYTES = 4;

/**
 * A set's samples for {@link gatherSamples}: a row each, whose bytes are words of float32, with which nobody
 * computes unless float32 is their type. TensorFlow has a kernel for GPUs that gathers float32 and none that
 * gathers uint8: bytes would stay beside the processor, and every batch would wait for it. Samples that do not
 * fill whole words stay bytes.
 *
 * @param shape the shape of one sample
 * @returns [samples, words] or [samples, bytes]
 */
export function sampleWords({ values, labels }: SampleSet, shape: readonly number[]): tf.Tensor {
  const samples = labels.length;
  const bytes = bytesOf(values.subarray(0, samples * sampleSize(shape)));
  const rowBytes = bytes.length / samples;
  if (rowBytes % WORD_BYTES !== 0) return tensorOf('uint8', bytes, [samples, rowBytes]);
  return tensorOf('float32', wordsOf(bytes), [samples, rowBytes / WORD_BYTES]);
}

/** A set's labels for {@link gatherLabels}, [samples], float32 for the same reason. */
export function labelValues({ labels }: SampleSet): tf.Tensor {
  return tf.tensor1d(Float32Array.from(labels));
}

/**
 * An order of samples for {@link gatherOrder}: its numbers as words of float32. int32 values lie
 * beside the processor, and all of them would be copied to a GPU for every batch.
 *
 * @param length as long as it becomes, with zeros at its end
 * @returns [length]
 */
export function orderWords(order: Uint32Array, length = order.length): tf.Tensor {
  const words = new Uint32Array(length);
  words.set(order);
  return tensorOf('float32', wordsOf(bytesOf(words)), [length]);
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
 * A batch as `gatherBatch` has it, on the device.
 *
 * @param words {@link sampleWords}
 * @param indices [batch], int32
 * @param scaling {@link scalingTensors}
 * @param sample what each sample is
 * @returns [batch, ...shape]
 */
export function gatherSamples(
  words: tf.Tensor,
  indices: tf.Tensor,
  scaling: StepInputs,
  { shape, type }: SampleKind,
): tf.Tensor {
  const values = toFloat(gatherRows(words, indices, type), type);
  return scaleOnDevice(values.reshape([indices.size, ...shape]), scaling);
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

/** Rows of {@link sampleWords}, as values of their type. */
function gatherRows(words: tf.Tensor, indices: tf.Tensor, type: SampleType): tf.Tensor {
  // tfjs takes uint8 for int32.
  if (words.dtype !== 'float32') return gatherBytes(words, indices);
  const rows = tf.gather(words, indices);
  return type === 'float32' ? rows : bitcast(type, rows);
}

function toFloat(values: tf.Tensor, type: SampleType): tf.Tensor {
  return type === 'float32' ? values : runOp('Cast', { SrcT: type, DstT: 'float32' }, [values]);
}

function gatherBytes(bytes: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const types = { Tparams: 'uint8', Tindices: 'int32', Taxis: 'int32', batch_dims: 0 } as const;
  return runOp('GatherV2', types, [bytes, indices, tf.scalar(0, 'int32')]);
}

/** The words' memory as values of another type. */
function bitcast(type: 'uint8' | 'int32', words: tf.Tensor): tf.Tensor {
  return runOp('Bitcast', { T: 'float32', type }, [words]);
}
