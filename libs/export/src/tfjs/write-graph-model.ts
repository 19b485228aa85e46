import * as tf from '@tensorflow/tfjs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExportError } from '../export-error.ts';
import type { EnsembleGraph } from '../graph/ensemble-graph.ts';
import type { ModelMetadata } from '../metadata.ts';
import { infoJson, nodeJson } from './graph-json.ts';
import { weightOf } from './weight-data.ts';

/** The bytes of a file of weights, as TensorFlow.js' own converter has them: browsers keep files of this size. */
const SHARD_BYTES = 4 * 1024 * 1024;

/** The version of TensorFlow's graphs that the operations are of; one of 2023. */
const GRAPH_VERSION = 1205;

/**
 * Writes an ensemble as a graph model of TensorFlow.js: a folder with `model.json` and its weights.
 *
 * Source: tfjs-converter/python/tensorflowjs/write_weights.py, tfjs-core/src/io/types.ts.
 *
 * @throws ExportError that names the layer that TensorFlow.js cannot load, and the formats that hold it
 */
export async function writeGraphModel(
  graph: EnsembleGraph,
  metadata: ModelMetadata,
  folder: string,
): Promise<void> {
  const weights = graph.nodes.filter(({ op }) => op === 'Const').map(weightOf);
  const json = graphJson(graph, metadata);
  const data = Buffer.concat(weights.map(([, bytes]) => bytes));
  const entries = weights.map(([entry]) => entry);
  await tryModel(graph, { ...json, weightSpecs: entries, weightData: arrayBufferOf(data) });
  const shards = Math.max(Math.ceil(data.length / SHARD_BYTES), 1);
  const paths = Array.from({ length: shards }, (_, shard) => {
    return `group1-shard${shard + 1}of${shards}.bin`;
  });
  await mkdir(folder, { recursive: true });
  for (const [shard, path] of paths.entries()) {
    const bytes = data.subarray(shard * SHARD_BYTES, (shard + 1) * SHARD_BYTES);
    await writeFile(join(folder, path), bytes);
  }
  const weightsManifest = [{ paths, weights: entries }];
  await writeFile(join(folder, 'model.json'), JSON.stringify({ ...json, weightsManifest }));
}

/** `model.json`, but for its weights. */
function graphJson({ nodes, inputs, outputs }: EnsembleGraph, metadata: ModelMetadata) {
  return {
    format: 'graph-model',
    generatedBy: 'chorus',
    convertedBy: null,
    signature: {
      inputs: Object.fromEntries(inputs.map(({ name, tensor }) => [name, infoJson(tensor)])),
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, infoJson(tensor)]),
      ),
    },
    userDefinedMetadata: { structuredOutputKeys: Object.keys(outputs), chorus: metadata },
    modelTopology: { node: nodes.map(nodeJson), versions: { producer: GRAPH_VERSION } },
  };
}

/** Has TensorFlow.js load the model and predict one sample of zeros: it looks at operations only when they are used. */
async function tryModel({ nodes, inputs }: EnsembleGraph, artifacts: object): Promise<void> {
  const model = await tf.loadGraphModel(tf.io.fromMemory(artifacts as tf.io.ModelArtifacts));
  const samples = inputs.map(({ name, tensor }): [string, tf.Tensor] => {
    const shape = tensor.shape.map((size) => size ?? 1);
    const type = model.inputs.find((input) => input.name === tensor.node)!.dtype;
    return [name, type === 'string' ? tf.tensor([''], shape, type) : tf.zeros(shape, type)];
  });
  try {
    tf.dispose(model.predict(Object.fromEntries(samples)));
  } catch (error) {
    const { message } = error as Error;
    const unknown = nodes.find(({ op }) => message.includes(`Unknown op '${op}'`));
    const what = unknown ? (unknown.layer ?? unknown.name) : 'the ensemble';
    throw new ExportError(
      `tfjs cannot hold ${what}: ${message.split('\n', 1)[0]!.replace(/\. File an issue.*/, '')}; use --format savedmodel or keras`,
    );
  } finally {
    tf.dispose(samples.map(([, tensor]) => tensor));
    model.dispose();
  }
}

function arrayBufferOf(bytes: Buffer): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}
