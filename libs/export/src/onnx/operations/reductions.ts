import type { GraphNode, GraphTensor } from '../../graph/ensemble-graph.ts';
import { ONNX_TYPES } from '../onnx-model.ts';
import { onnxTypeOf } from '../onnx-types.ts';
import type { OnnxWriter } from '../onnx-writer.ts';
import { fromFirst, int, integerOf, listOf, type Operation, type Operations } from './operation.ts';

/** Operations that make one number of several, or choose among them. */
export const REDUCTIONS: Operations = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  Any: ofTruth('ReduceMax'),
  All: ofTruth('ReduceMin'),
  ArgMax(node, onnx) {
    const [values, along] = node.inputs as [GraphTensor, GraphTensor];
    const axis = fromFirst(integerOf(node, along, onnx), values);
    const places = onnx.emit('ArgMax', [onnx.name(values)], { axis, keepdims: 0 });
    const [output] = node.outputs as [GraphTensor];
    onnx.set(output, onnx.emit('Cast', [places], { to: onnxTypeOf(output.dtype) }));
  },
  OneHot(node, onnx) {
    const [places, depth, on, off] = node.inputs as [
      GraphTensor,
      GraphTensor,
      GraphTensor,
      GraphTensor,
    ];
    const zero = onnx.integers([0]);
    const [without, withOne] = [off, on].map((each) =>
      onnx.emit('Unsqueeze', [onnx.name(each), zero]),
    );
    const values = onnx.emit('Concat', [without!, withOne!], { axis: 0 });
    const count = onnx.integers([integerOf(node, depth, onnx)]);
    const axis = int(node.attributes['axis'], -1);
    const indices = onnx.emit('Cast', [onnx.name(places)], { to: ONNX_TYPES.int64 });
    const input = [indices, count, values]; // runtimes have it for int64
    onnx.set(node.outputs[0]!, onnx.emit('OneHot', input, { axis }));
  },
  Softmax: alongLast('Softmax'),
  LogSoftmax: alongLast('LogSoftmax'),
};

function reduction(opType: string): Operation {
  return (node, onnx) => {
    const { values, axes, keepdims, first } = reduced(node, onnx);
    const layout = first ? 'channels-first' : 'channels-last';
    const input = [onnx.name(values, layout), onnx.integers(axes)];
    onnx.set(node.outputs[0]!, onnx.emit(opType, input, { keepdims }));
  };
}

/** ONNX reduces no truth values. */
function ofTruth(opType: string): Operation {
  return (node, onnx) => {
    const { values, keepdims } = reduced(node, onnx);
    const axes = listOf(node, node.inputs[1]!, onnx).map((axis) => fromFirst(axis, values));
    const numbers = onnx.emit('Cast', [onnx.name(values)], { to: ONNX_TYPES.int32 });
    const found = onnx.emit(opType, [numbers, onnx.integers(axes)], { keepdims });
    onnx.set(node.outputs[0]!, onnx.emit('Cast', [found], { to: ONNX_TYPES.bool }));
  };
}

/** What is reduced; images that lie channels-first are, over height and width, as they lie. */
function reduced(node: GraphNode, onnx: OnnxWriter) {
  const [values, along] = node.inputs as [GraphTensor, GraphTensor];
  const axes = listOf(node, along, onnx).map((axis) => fromFirst(axis, values));
  const keepdims = node.attributes['keep_dims']?.b ? 1 : 0;
  const spatial = values.shape.length - 2;
  const isSpatial =
    spatial > 0 && axes.length === spatial && axes.every((axis) => axis >= 1 && axis <= spatial);
  const first = isSpatial && keepdims === 0 && !onnx.has(values, 'channels-last');
  return { values, axes: first ? axes.map((axis) => axis + 1) : axes, keepdims, first };
}

function alongLast(opType: string): Operation {
  return ({ inputs: [values], outputs }, onnx) => {
    onnx.set(outputs[0]!, onnx.emit(opType, [onnx.name(values!)], { axis: -1 }));
  };
}
