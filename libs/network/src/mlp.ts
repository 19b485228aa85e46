import { cnnTopology, type CnnSizes } from './cnn.ts';
import type { Topology } from './topology.ts';

/**
 * The multilayer perceptron: all values of a sample in a row, hidden dense layers with dropout, one output per class.
 * Its values are numbers as the data's preparation gives them.
 */
export function mlpTopology(
  { denseUnits, dropout }: Pick<CnnSizes, 'denseUnits' | 'dropout'>,
  sampleShape: readonly number[],
  classes: number,
): Topology {
  const sizes = { filters: [], kernelSize: 1, denseUnits, dropout };
  const { class_name, config } = cnnTopology(sizes, sampleShape, classes);
  return { class_name, config: { ...config, name: 'mlp' } };
}
