import type { GraphTensor } from '../../graph/ensemble-graph.ts';
import type { OnnxWriter } from '../onnx-writer.ts';
import type { Operations } from './operation.ts';

/** Products of matrices. */
export const PRODUCTS: Operations = {
  MatMul({ inputs: [one, other], outputs, attributes }, onnx) {
    const names = [
      factor(onnx, one!, attributes['transpose_a']?.b),
      factor(onnx, other!, attributes['transpose_b']?.b),
    ];
    onnx.set(outputs[0]!, onnx.emit('MatMul', names));
  },
  BatchMatMulV2({ inputs: [one, other], outputs, attributes }, onnx) {
    const names = [
      factor(onnx, one!, attributes['adj_x']?.b),
      factor(onnx, other!, attributes['adj_y']?.b),
    ];
    onnx.set(outputs[0]!, onnx.emit('MatMul', names));
  },
};

function factor(onnx: OnnxWriter, tensor: GraphTensor, isTransposed = false): string {
  if (!isTransposed) return onnx.name(tensor);
  const axes = tensor.shape.map((_, axis) => axis);
  const perm = [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!];
  return onnx.reordered(tensor, perm);
}
