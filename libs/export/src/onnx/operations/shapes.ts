import { DATA_TYPES } from '@chorus/model';
import type { GraphNode, GraphTensor } from '../../graph/ensemble-graph.ts';
import { ONNX_TYPES } from '../onnx-model.ts';
import type { OnnxWriter } from '../onnx-writer.ts';
import {
  fromFirst,
  int,
  integerOf,
  ints,
  listOf,
  type Operations,
  Unsupported,
} from './operation.ts';

/** What ONNX understands as the end of an axis, or going backwards as before its beginning. */
const FAR = 2 ** 53;

/** Operations that move numbers, and change none. */
export const SHAPES: Operations = {
  Reshape({ inputs: [values, shape], outputs }, onnx) {
    onnx.set(outputs[0]!, onnx.emit('Reshape', [onnx.name(values!), sizes(shape!, onnx)]));
  },
  ExpandDims(node, onnx) {
    const { inputs, outputs } = node;
    const axis = fromFirst(integerOf(node, inputs[1]!, onnx), outputs[0]!);
    onnx.set(outputs[0]!, onnx.emit('Unsqueeze', [onnx.name(inputs[0]!), onnx.integers([axis])]));
  },
  Squeeze({ inputs: [values], outputs, attributes }, onnx) {
    const axes = ints(attributes['squeeze_dims']).map((axis) => fromFirst(axis, values!));
    const chosen = axes.length > 0 ? [onnx.integers(axes)] : [];
    onnx.set(outputs[0]!, onnx.emit('Squeeze', [onnx.name(values!), ...chosen]));
  },
  Transpose(node, onnx) {
    const [values, order] = node.inputs as [GraphTensor, GraphTensor];
    const perm = listOf(node, order, onnx);
    onnx.set(node.outputs[0]!, onnx.emit('Transpose', [onnx.name(values)], { perm }));
  },
  Slice(node, onnx) {
    const [values, begin, size] = node.inputs as [GraphTensor, GraphTensor, GraphTensor];
    const starts = listOf(node, begin, onnx);
    const ends = listOf(node, size, onnx).map((count, axis) =>
      count === -1 ? FAR : starts[axis]! + count,
    );
    const bounds = [starts, ends].map((each) => onnx.integers(each));
    onnx.set(node.outputs[0]!, onnx.emit('Slice', [onnx.name(values), ...bounds]));
  },
  ReverseV2(node, onnx) {
    const [values, axes] = node.inputs as [GraphTensor, GraphTensor];
    const reversed = listOf(node, axes, onnx).map((axis) => fromFirst(axis, values));
    const lists = [
      reversed.map(() => -1),
      reversed.map(() => -FAR),
      reversed,
      reversed.map(() => -1),
    ];
    const input = [onnx.name(values), ...lists.map((each) => onnx.integers(each))];
    onnx.set(node.outputs[0]!, onnx.emit('Slice', input));
  },
  Pack({ inputs, outputs, attributes }, onnx) {
    const axis = fromFirst(int(attributes['axis']), outputs[0]!);
    const axes = onnx.integers([axis]);
    const each = inputs.map((input) => onnx.emit('Unsqueeze', [onnx.name(input), axes]));
    onnx.set(outputs[0]!, onnx.emit('Concat', each, { axis }));
  },
  Unpack({ inputs: [values], outputs, attributes }, onnx) {
    const axis = fromFirst(int(attributes['axis']), values!);
    const parts = split(
      onnx,
      values!,
      axis,
      outputs.map(() => 1),
    );
    const axes = onnx.integers([axis]);
    for (const [index, part] of parts.entries()) {
      onnx.set(outputs[index]!, onnx.emit('Squeeze', [part, axes]));
    }
  },
  ConcatV2(node, onnx) {
    const axis = fromFirst(integerOf(node, node.inputs.at(-1)!, onnx), node.outputs[0]!);
    const names = node.inputs.slice(0, -1).map((input) => onnx.name(input));
    onnx.set(node.outputs[0]!, onnx.emit('Concat', names, { axis }));
  },
  SplitV(node, onnx) {
    const [values, lengths, along] = node.inputs as [GraphTensor, GraphTensor, GraphTensor];
    const axis = fromFirst(integerOf(node, along, onnx), values);
    const parts = split(onnx, values, axis, listOf(node, lengths, onnx));
    for (const [index, part] of parts.entries()) onnx.set(node.outputs[index]!, part);
  },
  Tile(node, onnx) {
    const [values, repeats] = node.inputs as [GraphTensor, GraphTensor];
    onnx.set(node.outputs[0]!, onnx.emit('Tile', [onnx.name(values), sizes(repeats, onnx)]));
  },
  Fill({ inputs: [shape, value], outputs }, onnx) {
    onnx.set(outputs[0]!, onnx.emit('Expand', [onnx.name(value!), sizes(shape!, onnx)]));
  },
  Shape({ inputs: [values], outputs }, onnx) {
    const shape = onnx.emit('Shape', [onnx.name(values!)]);
    onnx.set(outputs[0]!, onnx.emit('Cast', [shape], { to: ONNX_TYPES.int32 }));
  },
  GatherV2(node, onnx) {
    const [values, places, along] = node.inputs as [GraphTensor, GraphTensor, GraphTensor];
    if (int(node.attributes['batch_dims']) !== 0) throw new Unsupported('GatherV2 by batches');
    const axis = fromFirst(integerOf(node, along, onnx), values);
    const input = [onnx.name(values), onnx.name(places)];
    onnx.set(node.outputs[0]!, onnx.emit('Gather', input, { axis }));
  },
  PadV2: pad,
  Pad: pad,
};

function pad(node: GraphNode, onnx: OnnxWriter): void {
  const [values, pads, fill] = node.inputs as [GraphTensor, GraphTensor, GraphTensor?];
  const list = listOf(node, pads, onnx); // [axes, 2]
  const before = list.filter((_, index) => index % 2 === 0);
  const after = list.filter((_, index) => index % 2 === 1);
  const value = fill ? onnx.name(fill) : onnx.floats([0]);
  const input = [onnx.name(values), onnx.integers([...before, ...after]), value];
  onnx.set(node.outputs[0]!, onnx.emit('Pad', input));
}

function split(
  onnx: OnnxWriter,
  values: GraphTensor,
  axis: number,
  lengths: readonly number[],
): string[] {
  const input = [onnx.name(values), onnx.integers(lengths)];
  return onnx.emitAll('Split', input, lengths.length, { axis });
}

/** Sizes, as ONNX wants them: int64. */
function sizes(tensor: GraphTensor, onnx: OnnxWriter): string {
  const values = onnx.numbers(tensor);
  if (values) return onnx.integers(values);
  if (tensor.dtype === DATA_TYPES.int64) return onnx.name(tensor);
  return onnx.emit('Cast', [onnx.name(tensor)], { to: ONNX_TYPES.int64 });
}
