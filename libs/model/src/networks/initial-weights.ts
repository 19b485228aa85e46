import * as tf from '@tensorflow/tfjs';
import { TrainingError } from '../training-error.ts';
import type { Network, NetworkWeight } from './network.ts';

/** A weight with the values that it begins with, in C order. */
export interface GivenWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * The network with values that some of its weights begin with, whatever the member's seed; the others are drawn.
 *
 * @throws TrainingError `bad-model` for a weight that the network has not, or has in another shape
 */
export function withInitialWeights(network: Network, given: readonly GivenWeight[]): Network {
  const values = new Map(given.map((weight) => [weight.name, weight]));
  const weights = network.weights.map((weight) => beginningWith(weight, values.get(weight.name)));
  const names = new Set(weights.map(({ name }) => name));
  const foreign = given.find(({ name }) => !names.has(name));
  if (foreign) {
    throw new TrainingError(
      'bad-model',
      `the network has no weight '${foreign.name}' to begin with`,
    );
  }
  return {
    sampleShape: network.sampleShape,
    classes: network.classes,
    weights,
    initialSamples: network.initialSamples,
    get randomInputs() {
      return network.randomInputs;
    },
    forward: (...pass) => network.forward(...pass),
    layersModel: (seed) => network.layersModel(seed),
  };
}

function beginningWith(weight: NetworkWeight, given: GivenWeight | undefined): NetworkWeight {
  if (!given) return weight;
  if (String(given.shape) !== String(weight.shape)) {
    const [has, needs] = [given, weight].map(({ shape }) => `[${shape.join(', ')}]`);
    const words = `the weight '${weight.name}' is given with shape ${has}, and the network needs ${needs}`;
    throw new TrainingError('bad-model', words);
  }
  return { ...weight, initial: () => tf.tensor(given.values.slice(), [...weight.shape]) };
}
