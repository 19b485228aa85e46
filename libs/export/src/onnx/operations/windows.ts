import type { GraphNode } from '../../graph/ensemble-graph.ts';
import { ints, Unsupported, word } from './operation.ts';

/** How a window goes over the spatial dimensions of images: a number for each. */
export interface Window {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** The window of an operation whose kernel has these spatial sizes. */
export function windowOf({ attributes }: GraphNode, sizes: readonly number[]): Window {
  const spatial = (name: string) => {
    const all = ints(attributes[name]);
    return all.length > 0 ? all.slice(1, -1) : sizes.map(() => 1);
  };
  return { sizes, strides: spatial('strides'), dilations: spatial('dilations') };
}

/**
 * What is put around images, as ONNX has it: before each dimension, then after each.
 *
 * Source: TensorFlow's `tf.nn.convolution`, notes on padding.
 *
 * @param images their spatial sizes
 * @throws Unsupported where they are not known
 */
export function padsOf(
  { attributes, op }: GraphNode,
  { sizes, strides, dilations }: Window,
  images: readonly (number | null)[],
): number[] {
  const padding = word(attributes['padding']);
  if (padding === 'EXPLICIT') {
    const around = ints(attributes['explicit_paddings']).slice(2, -2);
    const [before, after] = [0, 1].map((side) => around.filter((_, index) => index % 2 === side));
    return [...before!, ...after!];
  }
  const needed = sizes.map((size, axis) => {
    if (padding !== 'SAME') return 0;
    const image = images[axis];
    if (image === null || image === undefined) throw new Unsupported(`${op} of images of any size`);
    const stride = strides[axis]!;
    const covered = (size - 1) * dilations[axis]! + 1;
    return Math.max((Math.ceil(image / stride) - 1) * stride + covered - image, 0);
  });
  const before = needed.map((each) => Math.floor(each / 2));
  return [...before, ...needed.map((each, axis) => each - before[axis]!)];
}
