import { attributeOf, DATA_TYPES, type RecordedForward } from '@chorus/model';
import type { GraphTensor } from './ensemble-graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

/**
 * Writes a member's forward pass.
 *
 * @param samples prepared and scaled, [batch, ...sampleShape]
 * @returns its logits, [batch, classes]
 */
export function forwardNodes(
  graph: GraphBuilder,
  member: number,
  { tensors, input, weights, constants, ops, output }: RecordedForward,
  samples: GraphTensor,
): GraphTensor {
  const scope = `member_${member}`;
  const made = new Map<number, GraphTensor>([[input, samples]]);
  for (const { name, tensor, values } of weights) {
    const shape = tensors[tensor]!.shape as readonly number[];
    const weight = graph.constant(`${scope}/${name}`, DATA_TYPES.float32, values, shape);
    made.set(tensor, weight);
  }
  for (const { tensor, values } of constants) {
    const { dtype, shape } = tensors[tensor]!;
    const name = `${scope}/constant`;
    made.set(tensor, graph.constant(name, dtype, values, shape as readonly number[]));
  }
  for (const { op, layer, inputs, outputs, attributes } of ops) {
    const given = graph.addAll([scope, layer, op].filter(Boolean).join('/'), {
      op,
      inputs: inputs.map((each) => made.get(each)!),
      attributes: Object.fromEntries(attributes.map((each) => [each.name, attributeOf(each)])),
      outputs: outputs.map((each) => tensors[each]!),
      layer: layer && `layer ${layer} of member ${member}`,
    });
    for (const [index, each] of outputs.entries()) made.set(each, given[index]!);
  }
  return made.get(output)!;
}
