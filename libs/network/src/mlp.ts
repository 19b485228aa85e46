import { cnnTopology, type CnnSizes } from './cnn.ts';
import { EMBED_CATEGORIES, type CategoryInput } from './embed-categories.ts';
import { readLayers } from './read-layers.ts';
import type { Topology } from './topology.ts';

/**
 * The multilayer perceptron: all values of a sample in a row, hidden dense layers with dropout, one output per class.
 * Its values are numbers as the data's preparation gives them; a table's categories come as vectors, which are learnt.
 *
 * @param categories the columns of categories among the samples' values
 */
export function mlpTopology(
  { denseUnits, dropout }: Pick<CnnSizes, 'denseUnits' | 'dropout'>,
  sampleShape: readonly number[],
  classes: number,
  categories: readonly CategoryInput[] = [],
): Topology {
  if (categories.length > 0) {
    const hidden = denseUnits.flatMap((units, index) => [
      { dense: { name: `dense${index + 1}`, units, activation: 'relu' } },
      { dropout: { name: `dropout${index + 1}`, rate: dropout } },
    ]);
    const output = { dense: { name: 'output', activation: 'softmax' } };
    const layers = [EMBED_CATEGORIES, ...hidden, output];
    return readLayers(layers, { name: 'mlp', sampleShape, classes, categories }).topology;
  }
  const sizes = { filters: [], kernelSize: 1, denseUnits, dropout };
  const { class_name, config } = cnnTopology(sizes, sampleShape, classes);
  return { class_name, config: { ...config, name: 'mlp' } };
}
