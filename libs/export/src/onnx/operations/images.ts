import type { GraphNode, GraphTensor } from '../../graph/ensemble-graph.ts';
import type { OnnxWriter } from '../onnx-writer.ts';
import { ints, listOf, type Operation, type Operations, Unsupported } from './operation.ts';
import { padsOf, type Window, windowOf } from './windows.ts';

/** Operations on images, sequences and volumes, which ONNX has channels-first. */
export const IMAGES: Operations = {
  Conv2D: convolution,
  Conv3D: convolution,
  DepthwiseConv2dNative(node, onnx) {
    const [images, kernel] = node.inputs as [GraphTensor, GraphTensor];
    const [height, width, channels, multiplier] = kernel.shape as [number, number, number, number];
    const filters = onnx.reordered(kernel, [2, 3, 0, 1], [channels * multiplier, 1, height, width]);
    convolve(node, onnx, images, filters, windowOf(node, [height, width]), channels);
  },
  Conv2DBackpropInput: transposedConvolution,
  Conv3DBackpropInputV2: transposedConvolution,
  MaxPool: pooling('MaxPool'),
  MaxPool3D: pooling('MaxPool'),
  AvgPool: pooling('AveragePool', { count_include_pad: 0 }),
  AvgPool3D: pooling('AveragePool', { count_include_pad: 0 }),
  FusedBatchNorm: batchNormalization,
  FusedBatchNormV3: batchNormalization,
  ResizeNearestNeighbor: resizing('nearest'),
  ResizeBilinear: resizing('linear'),
};

const FIRST = 'channels-first';

function convolution(node: GraphNode, onnx: OnnxWriter): void {
  const [images, kernel] = node.inputs as [GraphTensor, GraphTensor];
  const sizes = kernel.shape.slice(0, -2) as number[];
  const spatial = sizes.map((_, axis) => axis);
  const [inputs, outputs] = [sizes.length, sizes.length + 1];
  const filters = onnx.reordered(kernel, [outputs, inputs, ...spatial]);
  const group = images.shape.at(-1)! / (kernel.shape[inputs] as number);
  convolve(node, onnx, images, filters, windowOf(node, sizes), group);
}

function convolve(
  node: GraphNode,
  onnx: OnnxWriter,
  images: GraphTensor,
  filters: string,
  window: Window,
  group: number,
): void {
  const { sizes, strides, dilations } = window;
  const pads = padsOf(node, window, images.shape.slice(1, -1));
  const attributes = { kernel_shape: sizes, strides, dilations, pads, group };
  onnx.set(
    node.outputs[0]!,
    onnx.emit('Conv', [onnx.name(images, FIRST), filters], attributes),
    FIRST,
  );
}

/** The gradient of a convolution, which is a transposed one. */
function transposedConvolution(node: GraphNode, onnx: OnnxWriter): void {
  const [, kernel, images] = node.inputs as [GraphTensor, GraphTensor, GraphTensor];
  const [output] = node.outputs as [GraphTensor];
  const sizes = kernel.shape.slice(0, -2) as number[];
  const window = windowOf(node, sizes);
  const { strides, dilations } = window;
  const spatial = output.shape.slice(1, -1) as number[];
  const pads = padsOf(node, window, spatial);
  const missing = spatial.map((size, axis) => {
    const covered = (sizes[axis]! - 1) * dilations[axis]! + 1;
    const cut = pads[axis]! + pads[axis + sizes.length]!;
    return size - (strides[axis]! * ((images.shape[axis + 1] as number) - 1) + covered - cut);
  });
  const axes = sizes.map((_, axis) => axis);
  const filters = onnx.reordered(kernel, [sizes.length + 1, sizes.length, ...axes]);
  const attributes = { kernel_shape: sizes, strides, dilations, pads, output_padding: missing };
  const input = [onnx.name(images, FIRST), filters];
  onnx.set(output, onnx.emit('ConvTranspose', input, attributes), FIRST);
}

function pooling(opType: string, others: Readonly<Record<string, number>> = {}): Operation {
  return (node, onnx) => {
    const [images] = node.inputs as [GraphTensor];
    const window = windowOf(node, ints(node.attributes['ksize']).slice(1, -1));
    const pads = padsOf(node, window, images.shape.slice(1, -1));
    const { sizes, strides } = window;
    const attributes = { kernel_shape: sizes, strides, pads, ...others };
    onnx.set(node.outputs[0]!, onnx.emit(opType, [onnx.name(images, FIRST)], attributes), FIRST);
  };
}

function batchNormalization(node: GraphNode, onnx: OnnxWriter): void {
  const [images, ...statistics] = node.inputs as [GraphTensor, ...GraphTensor[]];
  if (node.attributes['is_training']?.b !== false) throw new Unsupported(`${node.op} in training`);
  const epsilon = { float: node.attributes['epsilon']?.f ?? 1e-4 };
  const input = [onnx.name(images, FIRST), ...statistics.map((each) => onnx.name(each))];
  onnx.set(node.outputs[0]!, onnx.emit('BatchNormalization', input, { epsilon }), FIRST);
}

function resizing(mode: 'nearest' | 'linear'): Operation {
  return (node, onnx) => {
    const [images, size] = node.inputs as [GraphTensor, GraphTensor];
    const { align_corners: corners, half_pixel_centers: centers } = node.attributes;
    const transformation = corners?.b ? 'align_corners' : centers?.b ? 'half_pixel' : 'asymmetric';
    const [height, width] = listOf(node, size, onnx) as [number, number];
    const [, oldHeight, oldWidth] = images.shape as [null, number, number];
    const scales = onnx.floats([1, 1, height / oldHeight, width / oldWidth], [4]);
    const attributes = {
      mode,
      coordinate_transformation_mode: transformation,
      ...(mode === 'nearest' && { nearest_mode: corners?.b ? 'round_prefer_ceil' : 'floor' }),
    };
    const input = [onnx.name(images, FIRST), '', scales];
    onnx.set(node.outputs[0]!, onnx.emit('Resize', input, attributes), FIRST);
  };
}
