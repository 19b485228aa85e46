import * as tf from '@tensorflow/tfjs';
import { CLIPPING } from './clip-gradients.ts';
import { inARow } from './in-a-row.ts';
import type { DescribedWeight, Optimizer, OptimizerStep } from './optimizer.ts';
import {
  OPTIMIZER_DEFAULTS,
  type OptimizerName,
  type OptimizerSettings,
} from './optimizer-settings.ts';
import { adagradRule } from './rules/adagrad-rule.ts';
import { adamRule } from './rules/adam-rule.ts';
import { lambRule } from './rules/lamb-rule.ts';
import { nadamRule } from './rules/nadam-rule.ts';
import { rmspropRule } from './rules/rmsprop-rule.ts';
import { sgdRule } from './rules/sgd-rule.ts';
import type { UpdateRule } from './rules/update-rule.ts';

/** Each optimizer's rule. */
const RULES: Readonly<Record<OptimizerName, (settings: OptimizerSettings) => UpdateRule>> = {
  adam: adamRule,
  adamw: adamRule, // Adam whose decay is decoupled: what differs is the decay that a configuration begins with
  sgd: sgdRule,
  rmsprop: rmspropRule,
  lamb: lambRule,
  nadam: nadamRule,
  adagrad: adagradRule,
};

/** The name of the number by which decayed weights shrink in a step. */
const DECAY = 'decay';

/**
 * The optimizer of these settings; what is left out is as in {@link OPTIMIZER_DEFAULTS}. As in Keras a step clips the
 * gradients, lets weights decay, and only then moves them.
 *
 * @param learningRate the learning rate of each step, numbered from 1 through all epochs
 */
export function optimizerOf(
  settings: Partial<OptimizerSettings>,
  learningRate?: (step: number) => number,
): Optimizer {
  const all = { ...OPTIMIZER_DEFAULTS, ...settings };
  return new RuleOptimizer(all, learningRate ?? (() => all.learningRate));
}

/** Keras' Adam at a constant learning rate. */
export function adam(learningRate: number): Optimizer {
  return optimizerOf({ learningRate });
}

/** An optimizer around a rule, which is given all weights' values in a row. */
class RuleOptimizer implements Optimizer {
  readonly name;
  readonly numbers: readonly string[];
  readonly learningRate: (step: number) => number;
  readonly #settings: OptimizerSettings;
  readonly #rule: UpdateRule;

  constructor(settings: OptimizerSettings, learningRate: (step: number) => number) {
    this.name = settings.optimizer;
    this.learningRate = learningRate;
    this.#settings = settings;
    this.#rule = RULES[settings.optimizer](settings);
    const decays = settings.weightDecay > 0 && settings.decay === 'decoupled';
    this.numbers = [...this.#rule.numbers, ...(decays ? [DECAY] : [])];
  }

  state(weights: readonly DescribedWeight[]) {
    const parameters = weights.reduce(
      (sum, { shape }) => sum + tf.util.sizeFromShape([...shape]),
      0,
    );
    return this.#rule.tensors.map((tensor) => ({ ...tensor, shape: [parameters] }));
  }

  rates(first: number, steps: number): Float32Array {
    const { weightDecay } = this.#settings;
    const rows = Array.from({ length: steps }, (_, index) => {
      const rate = this.learningRate(first + index);
      const row = this.#rule.numbersOf(first + index, rate);
      return this.numbers.includes(DECAY) ? [...row, weightDecay * rate] : row;
    });
    return Float32Array.from(rows.flat());
  }

  apply(step: OptimizerStep) {
    const weights = this.#decayed(step);
    const row = inARow(weights);
    const { change, state } = this.#rule.apply({
      gradient: inARow(this.#gradients(step)),
      weights: row,
      sizes: weights.map(({ size }) => size),
      state: step.state,
      numbers: step.numbers,
    });
    return { weights: this.#moved(step.described, weights, row, change), state };
  }

  /** The gradients after clipping, with those of an L2 penalty where there is one. */
  #gradients({ gradients, weights, described }: OptimizerStep): readonly tf.Tensor[] {
    const { clipping, clipAt, weightDecay, decay } = this.#settings;
    const clipped = CLIPPING[clipping](gradients, clipAt);
    if (weightDecay === 0 || decay !== 'gradient') return clipped;
    return clipped.map((gradient, index) => {
      const weight = described[index]!;
      if (!this.#decays(weight)) return gradient;
      return tf.add(gradient, tf.mul(weights[index]!, weightDecay / this.#factor(weight)));
    });
  }

  #decayed({ weights, described, numbers }: OptimizerStep): readonly tf.Tensor[] {
    const decay = numbers[DECAY];
    if (decay === undefined) return weights;
    return weights.map((weight, index) =>
      this.#decays(described[index]!) ? tf.sub(weight, tf.mul(weight, decay)) : weight,
    );
  }

  #moved(
    described: readonly DescribedWeight[],
    weights: readonly tf.Tensor[],
    row: tf.Tensor1D,
    change: tf.Tensor,
  ): readonly tf.Tensor[] {
    const sizes = weights.map(({ size }) => size);
    const factors = described.map((weight) => this.#factor(weight));
    if (factors.every((factor) => factor === 1)) {
      const parts = tf.split(tf.sub(row, change), sizes);
      return weights.map(({ shape }, index) => parts[index]!.reshape(shape));
    }
    const parts = tf.split(change, sizes);
    return weights.map((weight, index) => {
      const part = parts[index]!.reshape(weight.shape);
      const factor = factors[index]!;
      return tf.sub(weight, factor === 1 ? part : tf.mul(part, factor));
    });
  }

  #decays({ kind }: DescribedWeight): boolean {
    return this.#settings.decayed.includes(kind);
  }

  #factor({ kind }: DescribedWeight): number {
    return this.#settings.rateFactors[kind] ?? 1;
  }
}

/** All values, [parameters]. */
