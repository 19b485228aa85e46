import type { WeightKind } from '@chorus/network';

/** The names of the optimizers. */
export const OPTIMIZERS = ['adam', 'adamw', 'sgd', 'rmsprop', 'lamb', 'nadam', 'adagrad'] as const;

/** One of {@link OPTIMIZERS}. */
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** What can be set of the way from gradients to weights; what an optimizer does not use is passed over. */
export interface OptimizerSettings {
  readonly optimizer: OptimizerName;
  /** The learning rate; with a schedule its largest value. */
  readonly learningRate: number;
  /** The share of a step that the next one goes on with, 0 to below 1: of sgd and rmsprop. */
  readonly momentum: number;
  /** Whether momentum is Nesterov's: of sgd. */
  readonly nesterov: boolean;
  /** The shares of the running means that a step keeps, 0 to below 1: of adam, adamw, nadam and lamb. */
  readonly beta1: number;
  readonly beta2: number;
  /** The same of rmsprop. */
  readonly rho: number;
  /** Whether rmsprop divides by the gradients' deviation. */
  readonly centered: boolean;
  /** The guard against division by zero of all but sgd. */
  readonly epsilon: number;
  /** How much of a weight decays at a learning rate of 1, 0 or more. */
  readonly weightDecay: number;
  /** Whether decay is taken off the weights, or added to the gradients, as the gradient of an L2 penalty is. */
  readonly decay: 'decoupled' | 'gradient';
  /** The kinds of weights that decay. */
  readonly decayed: readonly WeightKind[];
  /** By what the learning rate of some kinds of weights is multiplied; decay stays as it is. */
  readonly rateFactors: Readonly<Partial<Record<WeightKind, number | undefined>>>;
  /** What of the gradients is limited to `clipAt`: each value, the norm of each weight's, or that of all together. */
  readonly clipping: 'none' | 'value' | 'norm' | 'global-norm';
  readonly clipAt: number;
}

/** What is done where nothing is said: Keras' defaults. */
export const OPTIMIZER_DEFAULTS: OptimizerSettings = {
  optimizer: 'adam',
  learningRate: 0.001,
  momentum: 0,
  nesterov: false,
  beta1: 0.9,
  beta2: 0.999,
  rho: 0.9,
  centered: false,
  epsilon: 1e-7,
  weightDecay: 0,
  decay: 'decoupled',
  decayed: ['kernel', 'embedding'],
  rateFactors: {},
  clipping: 'none',
  clipAt: 1,
};
