/** How large the files of a member can be, by its network. */

/** What describes a file within it: names of classes, columns and samples, or of weights. */
export const MOST_HEADER_BYTES = 17 * 1024 * 1024;

const FLOAT_BYTES = 4;

/**
 * The floats that a checkpoint has for each parameter, at most: weights, their average and the best ones, and what an optimizer
 * keeps of each.
 */
const MOST_CHECKPOINT_COPIES = 8;

/** A network as far as it counts. */
interface Sized {
  readonly parameters: number;
}

/** The bytes of a network's weights. */
export function weightsBytes({ parameters }: Sized): number {
  return parameters * FLOAT_BYTES;
}

/** The most bytes of a checkpoint of a network. */
export function mostCheckpointBytes(network: Sized): number {
  return MOST_CHECKPOINT_COPIES * weightsBytes(network) + MOST_HEADER_BYTES;
}
