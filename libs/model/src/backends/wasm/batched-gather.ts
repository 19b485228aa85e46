import * as tf from '@tensorflow/tfjs';

/**
 * Corrects the WebAssembly kernel that gathers from each entry of a batch by indices of its own, which takes
 * what it gathers from the wrong places (tfjs 4.22): it gets all entries as one, and indices into that.
 */
export function correctBatchedGather(backendName: string): void {
  const kernelName = 'GatherV2';
  const original = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => {
      const { axis, batchDims } = call.attrs as unknown as GatherAttributes;
      if (batchDims === 0) return original.kernelFunc(call);
      if (axis !== batchDims) {
        throw new Error(`GatherV2 on this backend: axis ${axis} is not batchDims, ${batchDims}`);
      }
      return gatherAsOne(call.inputs['x'] as tf.Tensor, call.inputs['indices'] as tf.Tensor, axis);
    },
  });
}

interface GatherAttributes {
  readonly axis: number;
  readonly batchDims: number;
}

/**
 * @param x [...batch, size, ...slice]
 * @param indices [...batch, ...gathered]
 * @param axis the number of dimensions of the batch
 * @returns [...batch, ...gathered, ...slice]
 */
function gatherAsOne(x: tf.Tensor, indices: tf.Tensor, axis: number): tf.Tensor {
  return tf.tidy(() => {
    const slice = x.shape.slice(axis + 1);
    const size = x.shape[axis]!;
    const entries = x.shape.slice(0, axis).reduce((product, length) => product * length, 1);
    const starts = tf.range(0, entries * size, size, 'int32').reshape([entries, 1]);
    const places = tf.add(indices.reshape([entries, -1]), starts).flatten();
    const gathered = tf.gather(x.reshape([entries * size, ...slice]), places.toInt());
    return gathered.reshape([...indices.shape, ...slice]);
  });
}
