import { encodeSavedModel, type TensorInfo } from '@chorus/model';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnsembleGraph, GraphTensor } from '../graph/ensemble-graph.ts';
import { openShape } from '../graph/graph-builder.ts';
import { nodeDefOf, referenceTo } from '../graph/node-defs.ts';
import type { ModelMetadata } from '../metadata.ts';
import { requireBelow2GiB } from '../require-below-2-gib.ts';

/** The method that predictions are served by, as TensorFlow Serving knows it. */
const PREDICT = 'tensorflow/serving/predict';

/**
 * Writes an ensemble as a SavedModel of TensorFlow: a folder. Its weights are constants of the graph, and its metadata lie in
 * `assets.extra`, which TensorFlow leaves to whoever writes a model.
 *
 * Source: tensorflow/core/protobuf/{saved_model,meta_graph}.proto; the folder as tensorflow/cc/saved_model/README.md has it.
 *
 * @throws ExportError when it is larger than a SavedModel without variables may be
 */
export async function writeSavedModel(
  { nodes, inputs, outputs }: EnsembleGraph,
  metadata: ModelMetadata,
  folder: string,
): Promise<void> {
  requireBelow2GiB('savedmodel', nodes, ['tfjs', 'keras']);
  const signature = {
    inputs: Object.fromEntries(inputs.map(({ name, tensor }) => [name, infoOf(tensor)])),
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, infoOf(tensor)]),
    ),
    methodName: PREDICT,
  };
  const bytes = encodeSavedModel(nodes.map(nodeDefOf), {
    tags: ['serve'],
    signatures: { serving_default: signature },
  });
  const extra = join(folder, 'assets.extra');
  await mkdir(extra, { recursive: true });
  await writeFile(join(folder, 'saved_model.pb'), bytes);
  await writeFile(join(extra, 'chorus.json'), JSON.stringify(metadata, undefined, 2) + '\n');
}

function infoOf(tensor: GraphTensor): TensorInfo {
  const { dtype, shape } = tensor;
  return { name: referenceTo(tensor), dtype, tensorShape: openShape(shape) };
}
