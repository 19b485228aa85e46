import * as tf from '@tensorflow/tfjs';

/**
 * Gives a backend that has none the kernel for a convolution's gradient with respect to its
 * filter, for strides of 1 and NHWC. For every filter position and pair of channels that gradient
 * sums image × output gradient over batch and pixels, which is itself a convolution: the image
 * with batch and channels exchanged, filtered by the output gradient.
 */
export function registerConv2DBackpropFilter(backendName: string): void {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      filterGradient(
        inputs['x'] as tf.Tensor4D,
        inputs['dy'] as tf.Tensor4D,
        attrs as unknown as Conv2DBackpropFilterAttributes,
      ),
  });
}

interface Conv2DBackpropFilterAttributes {
  readonly filterShape: [height: number, width: number, inputs: number, outputs: number];
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat: 'NHWC' | 'NCHW';
}

/**
 * @param x [batch, height, width, inputs]
 * @param dy [batch, outHeight, outWidth, outputs]
 * @returns [filterHeight, filterWidth, inputs, outputs]
 */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  attributes: Conv2DBackpropFilterAttributes,
): tf.Tensor4D {
  const { filterShape, strides, pad, dataFormat } = attributes;
  if (![strides].flat().every((stride) => stride === 1) || dataFormat !== 'NHWC') {
    throw new Error('Conv2DBackpropFilter on this backend: only strides of 1 and NHWC');
  }
  const { padInfo } = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
  return tf.tidy(() => {
    const { top, bottom, left, right } = padInfo;
    const padded = tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]); // prettier-ignore
    const images = tf.transpose(padded, [3, 1, 2, 0]); // [inputs, height, width, batch]
    const filter = tf.transpose(dy, [1, 2, 0, 3]); // [outHeight, outWidth, batch, outputs]
    const gradient = tf.conv2d(images, filter, 1, 'valid'); // [inputs, filterHeight, filterWidth, outputs]
    return tf.transpose(gradient, [1, 2, 0, 3]);
  });
}
