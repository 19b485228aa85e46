import type { KerasArgument, KerasGraph, KerasOperation, KerasTensor } from './keras-graph.ts';

/** A call of an operation. */
interface Call {
  readonly operation: KerasOperation;
  readonly parents: readonly Call[];
}

/**
 * The layers of a model in the order in which Keras saves and loads them: by their distance from the outputs, the farthest
 * first, and of those as far by when a walk from the outputs meets them.
 *
 * Source: keras/src/ops/function.py, `map_graph`.
 *
 * @param outputs in the order in which Keras flattens them: by name
 */
export function savedOrder(
  { operations }: KerasGraph,
  outputs: readonly KerasTensor[],
): KerasOperation[] {
  const { calls, met } = walk(operations, outputs);
  const depthOfCall = new Map<Call, number>();
  const depths = new Map<KerasOperation, number>();
  for (const call of calls.toReversed()) {
    const depth = Math.max(depthOfCall.get(call) ?? 0, depths.get(call.operation) ?? 0);
    depths.set(call.operation, depth);
    for (const parent of call.parents) {
      depthOfCall.set(parent, Math.max(depth + 1, depthOfCall.get(parent) ?? 0));
    }
  }
  return [...depths.keys()]
    .sort((one, other) => depths.get(other)! - depths.get(one)! || met.get(one)! - met.get(other)!)
    .filter(({ module }) => !module.startsWith('keras.src.ops'));
}

/** All calls that the outputs depend on, each after those that it depends on, and when each operation was met first. */
function walk(operations: readonly KerasOperation[], outputs: readonly KerasTensor[]) {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  const found = new Map<string, Call>();
  const met = new Map<KerasOperation, number>();
  const visit = ({ operation: name, node }: KerasTensor): Call => {
    const key = `${name}:${node}`;
    const known = found.get(key);
    if (known) return known;
    const operation = byName.get(name)!;
    if (!met.has(operation)) met.set(operation, met.size);
    const call = { operation, parents: tensorsOf(operation.calls[node] ?? []).map(visit) };
    found.set(key, call);
    return call;
  };
  for (const output of outputs) visit(output);
  return { calls: [...found.values()], met };
}

function tensorsOf(given: readonly KerasArgument[]): KerasTensor[] {
  return given.flatMap((argument) => {
    if (typeof argument === 'number') return [];
    return 'operation' in argument ? [argument] : [...argument];
  });
}
