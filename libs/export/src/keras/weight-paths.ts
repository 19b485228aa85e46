import type { KerasOperation } from './keras-graph.ts';

/** A weight in its place in Keras' file of weights. */
export interface SavedWeight {
  /** Groups and the number of the weight: `layers/dense/vars/0`. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * The weights of a model's layers, by their paths below that of the model: Keras names layers there after their classes, and
 * counts those of one class.
 *
 * Source: keras/src/saving/saving_lib.py, `_save_container_state`.
 *
 * @param layers in the order in which Keras saves them
 * @param weightsOf their weights by the layers' names, by paths below that of the layer
 */
export function weightPaths(
  layers: readonly KerasOperation[],
  weightsOf: ReadonlyMap<string, readonly SavedWeight[]>,
): SavedWeight[] {
  const counts = new Map<string, number>();
  return layers.flatMap(({ name, className }) => {
    const base = snakeCase(className);
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    const folder = `layers/${count === 0 ? base : `${base}_${count}`}`;
    const weights = weightsOf.get(name) ?? [];
    return weights.map((weight) => ({ ...weight, path: `${folder}/${weight.path}` }));
  });
}

/** As `to_snake_case` of keras/src/utils/naming.py. */
function snakeCase(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
