import { writeFile } from 'node:fs/promises';
import { ExportError } from '../export-error.ts';
import type { EnsembleGraph, GraphNode } from '../graph/ensemble-graph.ts';
import type { ModelMetadata } from '../metadata.ts';
import { requireBelow2GiB } from '../require-below-2-gib.ts';
import { encodeOnnx, type OnnxModel } from './onnx-model.ts';
import { onnxTypeOf } from './onnx-types.ts';
import { OnnxWriter } from './onnx-writer.ts';
import { ELEMENTWISE } from './operations/elementwise.ts';
import { IMAGES } from './operations/images.ts';
import { type Operations, Unsupported } from './operations/operation.ts';
import { PRODUCTS } from './operations/products.ts';
import { REDUCTIONS } from './operations/reductions.ts';
import { SHAPES } from './operations/shapes.ts';

/** What each operation of TensorFlow is in ONNX. */
const OPERATIONS: Operations = {
  ...ELEMENTWISE,
  ...SHAPES,
  ...REDUCTIONS,
  ...PRODUCTS,
  ...IMAGES,
};

/**
 * Writes an ensemble as a file of ONNX.
 *
 * Source: onnx/docs/IR.md and Operators.md, opset 19.
 *
 * @throws ExportError that names the layer that ONNX, as it is written here, does not hold, and the formats that do
 */
export async function writeOnnx(
  graph: EnsembleGraph,
  metadata: ModelMetadata,
  path: string,
): Promise<void> {
  requireBelow2GiB('onnx', graph.nodes, ['tfjs', 'keras']);
  await writeFile(path, encodeOnnx(onnxModel(graph, metadata)));
}

/** An ensemble in ONNX. @throws ExportError as {@link writeOnnx} does */
export function onnxModel(graph: EnsembleGraph, metadata: ModelMetadata): OnnxModel {
  const { nodes, inputs, outputs } = graph;
  const onnx = new OnnxWriter();
  for (const name of Object.keys(outputs)) onnx.reserve(name);
  for (const { name, tensor } of inputs) onnx.input(tensor, name);
  for (const node of nodes) write(node, onnx);
  for (const [name, tensor] of Object.entries(outputs)) onnx.give(tensor, name);
  return {
    name: 'ensemble',
    description: `An ensemble that Chorus trained on ${metadata.dataset}, run ${metadata.run}.`,
    nodes: onnx.nodes,
    constants: onnx.constants,
    inputs: inputs.map(({ name, tensor: { dtype, shape } }, index) => ({
      name,
      type: onnxTypeOf(dtype),
      shape,
      description: metadata.inputs[index]!.column ?? '',
    })),
    outputs: Object.entries(outputs).map(([name, { dtype, shape }]) => ({
      name,
      type: onnxTypeOf(dtype),
      shape,
      description: metadata.outputs[name as keyof typeof outputs],
    })),
    metadata: {
      chorus: JSON.stringify(metadata),
      classes: JSON.stringify(metadata.classes),
    },
  };
}

function write(node: GraphNode, onnx: OnnxWriter): void {
  if (node.op === 'Placeholder') return;
  if (node.op === 'Const') return onnx.constant(node);
  onnx.begin(node);
  try {
    const operation = OPERATIONS[node.op];
    if (!operation) throw new Unsupported(node.op);
    operation(node, onnx);
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    throw new ExportError(
      `onnx cannot hold ${node.layer ?? node.name}: it has nothing for ${error.message}; use --format savedmodel, tfjs or keras`,
    );
  }
}
