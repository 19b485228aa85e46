import type * as tf from '@tensorflow/tfjs';

/** A layer of Keras: its class and its arguments. */
interface KerasLayer {
  readonly class: string;
  readonly [argument: string]: unknown;
}

/** The same layers by tfjs and by Keras, for `keras_layers.py`. */
export interface KerasCase {
  /** The shape of a sample. */
  readonly shape: number[];
  readonly ours: () => tf.layers.Layer[];
  readonly layers: readonly KerasLayer[];
  /** Whether the first layer merges two dense ones. */
  readonly merges?: boolean;
  /** Samples of whole numbers below this one. */
  readonly integers?: number;
  /** Whether it is the same in training, too: what draws random numbers is not. Default: yes. */
  readonly training?: boolean;
}

// Shapes of samples.
export const VALUES = [4];
export const SEQUENCE = [5, 3];
export const IMAGE = [6, 6, 2];
export const VOLUME = [4, 4, 4, 2];
export const FILM = [2, 5, 5, 1];

/** A layer that has the same arguments in both, but for their spelling. */
export function same(
  shape: number[],
  ours: (args: never) => unknown,
  className: string,
  args: Readonly<Record<string, unknown>> = {},
  more: Partial<KerasCase> = {},
): KerasCase {
  const spelled = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
  return {
    shape,
    ours: () => [ours({ ...args } as never) as tf.layers.Layer],
    layers: [{ class: className, ...spelled }],
    ...more,
  };
}

/** A layer that merges two dense ones. */
export const merge = (ours: (args: never) => unknown, className: string, args = {}) =>
  same(VALUES, ours, className, args, { merges: true });
