import { DATA_TYPES } from '@chorus/model';
import type { GraphNode, GraphTensor } from '../../graph/ensemble-graph.ts';
import type { OnnxAttribute } from '../onnx-model.ts';
import { onnxTypeOf } from '../onnx-types.ts';
import type { Layout, OnnxWriter } from '../onnx-writer.ts';
import { type Operation, type Operations, Unsupported } from './operation.ts';

/** Operations of each number by itself, of one input or of several that are stretched to one shape. */
export const ELEMENTWISE: Operations = {
  Identity({ inputs: [values], outputs }, onnx) {
    onnx.set(outputs[0]!, onnx.name(values!));
  },
  ...alike(['Abs', 'Ceil', 'Elu', 'Erf', 'Exp', 'Floor', 'Log', 'Neg', 'Relu', 'Selu', 'Sigmoid']),
  ...alike(['Sign', 'Softplus', 'Softsign', 'Sqrt', 'Tanh', 'Reciprocal', 'Pow', 'Sub', 'Mul']),
  ...alike(['Greater', 'Less', 'Equal']),
  Add: same('Add'),
  AddV2: same('Add'),
  BiasAdd: same('Add'),
  RealDiv: same('Div'),
  Maximum: same('Max'),
  Minimum: same('Min'),
  GreaterEqual: same('GreaterOrEqual'),
  LessEqual: same('LessOrEqual'),
  LogicalAnd: same('And'),
  LogicalOr: same('Or'),
  LogicalNot: same('Not'),
  IsNan: same('IsNaN'),
  Select: same('Where'),
  SelectV2: same('Where'),
  NotEqual: chain((onnx, names) => onnx.emit('Not', [onnx.emit('Equal', names)])),
  Rsqrt: chain((onnx, names) => onnx.emit('Reciprocal', [onnx.emit('Sqrt', names)])),
  Square: chain((onnx, [name]) => onnx.emit('Mul', [name!, name!])),
  SquaredDifference: chain((onnx, names) => {
    const difference = onnx.emit('Sub', names);
    return onnx.emit('Mul', [difference, difference]);
  }),
  Relu6: chain((onnx, [name]) => onnx.emit('Clip', [name!, onnx.floats([0]), onnx.floats([6])])),
  LeakyRelu(node, onnx) {
    write(node, onnx, 'LeakyRelu', { alpha: { float: node.attributes['alpha']?.f ?? 0.2 } });
  },
  Cast(node, onnx) {
    write(node, onnx, 'Cast', { to: onnxTypeOf(node.outputs[0]!.dtype) });
  },
  ZerosLike: filledLike(0),
  OnesLike: filledLike(1),
};

/** Operations that have the same name in ONNX. */
function alike(names: readonly string[]): Operations {
  return Object.fromEntries(names.map((name) => [name, same(name)]));
}

function same(opType: string): Operation {
  return (node, onnx) => write(node, onnx, opType);
}

function write(
  node: GraphNode,
  onnx: OnnxWriter,
  opType: string,
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
): void {
  const { names, layout } = inOneLayout(node, onnx);
  onnx.set(node.outputs[0]!, onnx.emit(opType, names, attributes), layout);
}

function chain(emit: (onnx: OnnxWriter, names: readonly string[]) => string): Operation {
  return (node, onnx) => {
    const { names, layout } = inOneLayout(node, onnx);
    onnx.set(node.outputs[0]!, emit(onnx, names), layout);
  };
}

function filledLike(value: number): Operation {
  return (node, onnx) => {
    const [input] = node.inputs as [GraphTensor];
    if (input.dtype !== DATA_TYPES.float32) throw new Unsupported(`${node.op} of whole numbers`);
    const shape = onnx.emit('Shape', [onnx.name(input)]);
    onnx.set(node.outputs[0]!, onnx.emit('Expand', [onnx.floats([value]), shape]));
  };
}

/** The inputs' names, in the layout that asks for the fewest transpositions. */
function inOneLayout({ inputs, outputs }: GraphNode, onnx: OnnxWriter) {
  const rank = outputs[0]!.shape.length;
  const layout = layoutFor(inputs, rank, onnx);
  const names = inputs.map((input) =>
    layout === 'channels-first' && input.shape.length === 1
      ? onnx.reordered(input, [0], [input.shape[0]!, ...Array<number>(rank - 2).fill(1)])
      : onnx.name(input, layout),
  );
  return { names, layout };
}

function layoutFor(inputs: readonly GraphTensor[], rank: number, onnx: OnnxWriter): Layout {
  const computed = inputs.filter((input) => !onnx.isConstant(input) && input.shape.length === rank);
  const comesSo = computed.some((input) => !onnx.has(input, 'channels-last'));
  // What is stretched along the first axes lies alike in both layouts only as a number, or as one for each channel.
  const fits = inputs.every(({ shape }) => [0, 1, rank].includes(shape.length));
  return rank > 2 && comesSo && fits ? 'channels-first' : 'channels-last';
}
