import type { MemberRecipe } from './member-recipe.ts';

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** What a training needs whatever computes it, in bytes: more of it is never in memory than at once. */
export interface LeastMemory {
  /** Values of the network's weights. */
  readonly parameters: number;
  /** The weights, a gradient of each that is trained, and what the optimizer keeps of it. */
  readonly weightBytes: number;
  /** The samples of a step, or what a layer makes of them, if that is more. */
  readonly stepBytes: number;
}

/**
 * The memory without which a member cannot be trained. It follows from shapes alone: nothing is allocated for it.
 *
 * @param samples that it is trained on: a step has no more
 */
export function leastMemory(
  { network, optimizer, config }: Pick<MemberRecipe, 'network' | 'optimizer' | 'config'>,
  samples: number,
): LeastMemory {
  const trained = network.weights.filter(({ trainable }) => trainable);
  const parameters = valuesOf(network.weights);
  const floats = parameters + valuesOf(trained) + valuesOf(optimizer.state(trained));
  const values = Math.max(sizeOf(network.sampleShape), network.largestOutput ?? 0);
  return {
    parameters,
    weightBytes: FLOAT_BYTES * floats,
    stepBytes: FLOAT_BYTES * Math.min(config.batchSize, samples) * values,
  };
}

function valuesOf(tensors: readonly { readonly shape: readonly number[] }[]): number {
  return tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
