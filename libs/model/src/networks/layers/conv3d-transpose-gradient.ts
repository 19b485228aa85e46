/** The gradient of `Conv3DTranspose`, which tfjs does not have: that of a convolution's gradient. */
import * as tf from '@tensorflow/tfjs';

const KERNEL = 'Conv3DBackpropInputV2';

/** Where and how a convolution's kernel is moved. */
interface Moves {
  readonly strides: [number, number, number] | number;
  readonly pad: 'valid' | 'same';
}

/** Makes the gradient known to tfjs; a second time does nothing. */
export function registerConv3dTransposeGradient(): void {
  if (tf.getGradient(KERNEL)) return;
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['dy', 'filter'],
    gradFunc: (gradient, saved, attributes) => {
      const [x, filter] = saved as [tf.Tensor5D, tf.Tensor5D];
      const { strides, pad } = attributes as unknown as Moves;
      const gradients = gradient as tf.Tensor5D; // of the outputs
      return {
        dy: () => tf.conv3d(gradients, filter, strides, pad),
        filter: () =>
          tf
            .engine()
            .runKernel(
              'Conv3DBackpropFilterV2',
              { x: gradients, dy: x },
              { strides, pad, filterShape: filter.shape },
            ) as tf.Tensor,
      };
    },
  });
}
