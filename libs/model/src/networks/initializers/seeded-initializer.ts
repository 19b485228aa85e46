import { deriveSeed } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import type { WeightRequest } from '../build-model.ts';
import type { Initializer, TfjsLayer } from '../tfjs-layers.ts';
import { orthogonal } from './orthogonal.ts';

/** A layer's initializers, each under the name of its property, for example `kernelInitializer`. */
type LayerInitializers = Readonly<Record<string, Initializer>>;

/** The initializers of a layer, from which also its configuration is written. */
function initializersOf(layer: TfjsLayer): LayerInitializers {
  const names = Object.keys(layer).filter((name) => name.endsWith('Initializer'));
  const properties = layer as unknown as LayerInitializers;
  return Object.fromEntries(names.map((name) => [name, properties[name]!]));
}

/** The property of its layer that a weight's initializer is; undefined for one that tfjs puts together. */
export function propertyOf({ layer, initializer }: WeightRequest): string | undefined {
  const found = Object.entries(initializersOf(layer)).find(([, each]) => each === initializer);
  return found?.[0];
}

/**
 * A weight's initializer with the seed that the member's gives it. That of a layer's `kernel` is a function of the layer's
 * name alone, that of any other weight of its own name as well.
 */
export function seededInitializer(request: WeightRequest, seed: number): Initializer {
  const { initializer, layer, name, shape } = request;
  const own = weightSeed(seed, name);
  const put = propertyOf(request) === undefined; // a recurrent layer's bias, which draws by the layer's own
  const drawn = put ? initializersOf(layer)['biasInitializer'] : initializer;
  if (drawn && 'seed' in drawn) drawn.seed = own;
  return asInKeras(initializer, shape, own);
}

/** @param name a weight's, for example `conv1/kernel` */
function weightSeed(seed: number, name: string): number {
  const end = name.lastIndexOf('/');
  const [layer, own] = [name.slice(0, end), name.slice(end + 1)];
  return own === 'kernel'
    ? deriveSeed(seed, 'weights', layer)
    : deriveSeed(seed, 'weights', layer, own);
}

/** Of the standard normal distribution, cut off at -2 and 2. */
const TRUNCATED_STDDEV = 0.87962566103423978;

/**
 * What tfjs draws otherwise than Keras. Normal numbers are cut off at two standard deviations, and Keras widens them so that
 * after the cut the standard deviation is the wanted one (Glorot and Bengio, "Understanding the difficulty of training deep
 * feedforward neural networks", 2010; He et al., "Delving Deep into Rectifiers", 2015).
 */
function asInKeras(initializer: Initializer, shape: readonly number[], seed: number): Initializer {
  const kind = initializer.getClassName();
  if (kind === 'Orthogonal') return orthogonal(initializer, seed);
  const { scale, mode, distribution } = initializer.getConfig() as unknown as VarianceScaling;
  if (kind !== 'VarianceScaling' || distribution !== 'normal') return initializer;
  const [fanIn, fanOut] = fansOf(shape);
  const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
  const stddev = Math.sqrt(scale / Math.max(1, fan)) / TRUNCATED_STDDEV;
  return tf.initializers.truncatedNormal({ mean: 0, stddev, seed }) as unknown as Initializer;
}

interface VarianceScaling {
  readonly scale: number;
  readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
  readonly distribution: 'normal' | 'uniform';
}

/** The number of inputs of an output, and of outputs of an input. */
function fansOf(shape: readonly number[]): [fanIn: number, fanOut: number] {
  if (shape.length === 1) return [Math.sqrt(shape[0]!), Math.sqrt(shape[0]!)];
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return [field * shape.at(-2)!, field * shape.at(-1)!];
}
