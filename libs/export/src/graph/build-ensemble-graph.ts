import { loadModel, recordForward, type RecordedForward } from '@chorus/model';
import { ensembleOutputs } from '../combination.ts';
import { ExportError } from '../export-error.ts';
import type { EnsembleOutline, MemberOutline } from '../outline.ts';
import { type EnsembleGraph, type GraphTensor, OUTPUTS } from './ensemble-graph.ts';
import { forwardNodes } from './forward-nodes.ts';
import { graphArithmetic } from './graph-arithmetic.ts';
import { GraphBuilder } from './graph-builder.ts';
import { prepareInputs } from './preparation.ts';

/**
 * The whole ensemble as one graph: preparation, members, combination, what it gives. TensorFlow must have been started.
 *
 * @throws ExportError that names the member and what keeps its network from being recorded
 */
export function buildEnsembleGraph(outline: EnsembleOutline): EnsembleGraph {
  const graph = new GraphBuilder();
  const { inputs, samples } = prepareInputs(graph, outline);
  const logits = outline.members.map((member) => {
    const forward = recordMember(member, outline.views);
    return forwardNodes(graph, member.member, forward, samples);
  });
  const arithmetic = graphArithmetic(graph, 'combination');
  const { combination, classes } = outline;
  const results = ensembleOutputs(arithmetic, logits, combination, classes.length);
  const outputs = OUTPUTS.map((name): [string, GraphTensor] => [
    name,
    graph.apply(name, 'Identity', [results[name]]),
  ]);
  return {
    nodes: graph.nodes,
    inputs,
    outputs: Object.fromEntries(outputs) as EnsembleGraph['outputs'],
  };
}

function recordMember(
  { member, files, seed }: MemberOutline,
  views: EnsembleOutline['views'],
): RecordedForward {
  const model = loadModel(files, seed);
  try {
    return recordForward(model, views);
  } catch (error) {
    const { message } = error as Error;
    throw new ExportError(`member ${member} cannot be written as operations: ${message}`);
  } finally {
    model.dispose();
  }
}
