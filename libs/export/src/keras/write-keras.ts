import { mkdtemp, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ensembleOutputs } from '../combination.ts';
import type { ModelMetadata } from '../metadata.ts';
import type { EnsembleOutline } from '../outline.ts';
import { kerasArithmetic } from './keras-arithmetic.ts';
import {
  KerasGraph,
  type KerasObject,
  type KerasTensor,
  objectJson,
  referenceTo,
} from './keras-graph.ts';
import { kerasPreparation } from './keras-preparation.ts';
import { kerasLogits } from './keras-views.ts';
import { memberModel } from './member-model.ts';
import { savedOrder } from './saved-order.ts';
import { type SavedWeight, weightPaths } from './weight-paths.ts';
import { writeArchive } from './write-archive.ts';
import { writeWeights } from './write-weights.ts';

/** The version of Keras whose form the file has. */
const KERAS_VERSION = '3.15.1';

/**
 * Writes an ensemble as a model of Keras 3, of layers: each member is a model within it.
 *
 * Source: keras/src/saving/saving_lib.py and serialization_lib.py.
 *
 * @throws ExportError that names the layer that Keras does not have
 */
export async function writeKeras(
  outline: EnsembleOutline,
  metadata: ModelMetadata,
  path: string,
): Promise<void> {
  const { model, weights } = await kerasModel(outline);
  const folder = await mkdtemp(join(dirname(path), `.${basename(path)}-`));
  try {
    const weightsPath = join(folder, 'model.weights.h5');
    await writeWeights(weights, weightsPath);
    const texts = {
      'metadata.json': JSON.stringify({ keras_version: KERAS_VERSION }),
      'config.json': JSON.stringify(objectJson(model)),
      'chorus.json': JSON.stringify(metadata, undefined, 2) + '\n',
    };
    await writeArchive(path, texts, { 'model.weights.h5': weightsPath });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The ensemble as a model, and its weights by their paths. */
async function kerasModel(
  outline: EnsembleOutline,
): Promise<{ readonly model: KerasObject; readonly weights: readonly SavedWeight[] }> {
  const graph = new KerasGraph();
  const weightsOf = new Map<string, readonly SavedWeight[]>();
  const math = kerasArithmetic(graph, ({ name, kernel, bias }) => {
    const shape = [kernel.length, bias.length];
    const [matrix, vector] = [kernel.flat(), bias].map((each) => Float32Array.from(each));
    weightsOf.set(name, [
      { path: 'vars/0', shape, values: matrix! },
      { path: 'vars/1', shape: [bias.length], values: vector! },
    ]);
  });
  const { classes, members, views, combination } = outline;
  const { inputs, samples } = kerasPreparation(graph, outline);
  const logits: KerasTensor[] = [];
  for (const member of members) {
    const { model, weights } = await memberModel(member);
    let called: KerasTensor | undefined;
    const output = { shape: [null, classes.length] };
    const logitsOf = (images: KerasTensor) =>
      called
        ? graph.call(called, [images])
        : (called = graph.add(model, `member_${member.member}`, [images], output));
    logits.push(kerasLogits(graph, math, views, samples, logitsOf));
    weightsOf.set(called!.operation, weights);
  }
  const results = ensembleOutputs(math, logits, combination, classes.length);
  // Keras takes outputs in the order of their names.
  const outputs = Object.entries(results).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    model: graph.model('ensemble', references(Object.entries(inputs)), references(outputs)),
    weights: weightPaths(
      savedOrder(
        graph,
        outputs.map(([, tensor]) => tensor),
      ),
      weightsOf,
    ),
  };
}

function references(tensors: readonly (readonly [string, KerasTensor])[]) {
  return Object.fromEntries(tensors.map(([name, tensor]) => [name, referenceTo(tensor)]));
}
