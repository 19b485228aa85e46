import * as tf from '@tensorflow/tfjs';

/**
 * Corrects the WebAssembly kernel for max pooling's gradient, which sends nothing back to a window
 * of negative values only (tfjs 4.22). Where a window's maximum lies does not change when all
 * values are shifted, so the kernel gets them shifted to 1 and above.
 */
export function correctMaxPoolGrad(backendName: string): void {
  const kernelName = 'MaxPoolGrad';
  const original = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    ...original,
    kernelFunc: ({ inputs, ...rest }) =>
      tf.tidy(() => {
        const input = inputs['input'] as tf.Tensor4D; // [batch, height, width, channels]
        const shifted = tf.add(tf.sub(input, tf.min(input)), 1);
        const gradient = original.kernelFunc({ inputs: { ...inputs, input: shifted }, ...rest });
        return tf.engine().makeTensorFromTensorInfo(gradient as tf.TensorInfo);
      }),
  });
}
