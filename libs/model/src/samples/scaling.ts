import type { SampleValues } from '@chorus/data';
import * as tf from '@tensorflow/tfjs';
import { TrainingError } from '../training-error.ts';

/**
 * How a sample's values become those that a network is given, the same wherever it is given any: divided by
 * one number, or standardised, `(value - mean) / deviation`, with a mean and a deviation for each channel or
 * column, the sample's last dimension. Computed in float32.
 */
export type Scaling = Division | Standardisation;

interface Division {
  readonly divisor: number;
}

interface Standardisation {
  readonly mean: readonly number[];
  /** As many as means; none is 0. */
  readonly deviation: readonly number[];
}

/** What a run's configuration says of scaling. */
export interface ScalingSettings {
  /** Default: `divide`. */
  readonly scaling?: 'divide' | 'standardise' | undefined;
  readonly divisor: number;
}

/** What a dataset says of itself that scaling depends on. */
export interface ScaledDataset {
  readonly sample: { readonly shape: readonly number[] };
  readonly normalisation?: Standardisation | undefined;
}

/**
 * The scaling that a configuration asks for.
 *
 * @throws TrainingError `bad-model` when it is to standardise and the dataset does not say by what
 */
export function scalingOf(
  { scaling = 'divide', divisor }: ScalingSettings,
  { sample, normalisation }: ScaledDataset,
): Scaling {
  if (scaling === 'divide') return { divisor };
  const wanted = sample.shape.at(-1)!;
  if (normalisation?.mean.length === wanted && normalisation.deviation.length === wanted) {
    const { mean, deviation } = normalisation;
    return { mean, deviation };
  }
  const has = normalisation ? `for ${normalisation.mean.length} columns or channels` : 'missing';
  throw new TrainingError(
    'bad-model',
    `preparation.scaling is standardise, but the normalisation in the dataset's file is ${has}, and its ` +
      `samples are [${sample.shape.join(', ')}]: submit the run again, which prepares the dataset anew`,
  );
}

/** The scaling's numbers as tensors, by name: inputs of a graph, which then knows none of them. */
export function scalingTensors(scaling: Scaling): Record<string, tf.Tensor> {
  // Known to the graph, TensorFlow would multiply with a divisor's inverse, which rounds differently.
  if ('divisor' in scaling) return { divisor: tf.scalar(scaling.divisor) };
  const { mean, deviation } = scaling;
  return { mean: tf.tensor1d([...mean]), deviation: tf.tensor1d([...deviation]) };
}

/**
 * Scales samples on the device.
 *
 * @param values [batch, ...shape], float32
 * @param tensors {@link scalingTensors}, perhaps among others
 */
export function scaleOnDevice(
  values: tf.Tensor,
  { divisor, mean, deviation }: Readonly<Record<string, tf.Tensor>>,
): tf.Tensor {
  return divisor ? tf.div(values, divisor) : tf.div(tf.sub(values, mean!), deviation!);
}

/** Scales the values of samples, one after the other, as {@link scaleOnDevice} does, into memory of their size. */
export type SampleScaler = (values: SampleValues, into: Float32Array) => void;

/** Scales in JavaScript. */
export function sampleScaler(scaling: Scaling): SampleScaler {
  // First an int32 is rounded to float32, as TensorFlow does it.
  if ('divisor' in scaling) {
    const { divisor } = scaling;
    return (values, into) => {
      for (let at = 0; at < values.length; at++) into[at] = Math.fround(values[at]!) / divisor;
    };
  }
  const [mean, deviation] = [scaling.mean, scaling.deviation].map((each) =>
    Float32Array.from(each),
  );
  const columns = mean!.length;
  return (values, into) => {
    for (let at = 0, column = 0; at < values.length; at++) {
      const centred = Math.fround(Math.fround(values[at]!) - mean![column]!);
      into[at] = centred / deviation![column]!;
      if (++column === columns) column = 0;
    }
  };
}

/** What a value of 0 is scaled to: of each column or channel, or of all alike. */
export function scaledZero(scaling: Scaling): number[] {
  if ('divisor' in scaling) return [0];
  return scaling.mean.map((mean, column) => -mean / scaling.deviation[column]!);
}
