import {
  SAMPLE_ARRAYS,
  type SampleSet,
  sampleSize,
  type SampleType,
  SeededRandom,
} from '@chorus/data';
import { type Combination, combinedProbabilities, uncertaintiesOf } from '@chorus/ensemble';
import { layersNetwork, Model, predict, saveModel, type Scaling, type Views } from '@chorus/model';
import type { Topology } from '@chorus/network';
import * as tf from '@tensorflow/tfjs';
import type { EnsembleInput, EnsembleOutline, MemberOutline } from '../outline.ts';

/** An ensemble to be made. */
export interface EnsembleToMake {
  /** The members' networks, whose weights are drawn. */
  readonly networks: readonly Topology[];
  readonly classes: number;
  readonly input: EnsembleInput;
  readonly scaling?: Scaling;
  readonly views?: Views;
  readonly combination?: Combination;
}

/** An ensemble, and samples as its networks' preparation takes them. */
export interface MadeEnsemble {
  readonly outline: EnsembleOutline;
  readonly models: readonly Model[];
}

/** What the ensemble should give. */
export interface Expected {
  readonly probabilities: Float64Array;
  readonly uncertainty: Float64Array;
  readonly mutualInformation: Float64Array;
}

/** Makes an ensemble whose weights are nobody's initial ones, so that each matters. */
export async function makeEnsemble(wanted: EnsembleToMake): Promise<MadeEnsemble> {
  const { networks, classes, input, scaling = { divisor: 255 }, views = 'none' } = wanted;
  const models = networks.map((topology, index) => drawModel(topology, index + 1));
  const members: MemberOutline[] = [];
  for (const [index, model] of models.entries()) {
    members.push({ member: index + 1, seed: model.seed, files: await saveModel(model) });
  }
  const outline = {
    ...{ runId: 'made', dataset: 'drawn', input, scaling, views, members },
    classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    combination: wanted.combination ?? { rule: 'sum' as const },
  };
  return { outline, models };
}

function drawModel(topology: Topology, seed: number): Model {
  const network = layersNetwork(topology);
  const values = new Float32Array(network.initialSamples * sampleSize(network.sampleShape));
  const samples = { values: values.map((_, index) => Math.sin(index)), ...network };
  const model = new Model(network, seed, network.initialSamples > 0 ? samples : undefined);
  const random = SeededRandom.from(seed);
  for (const [name, weight] of Object.entries(model.weights)) {
    const most = largest(weight.shape);
    const least = name.endsWith('variance') ? most / 2 : -most;
    const drawn = Float32Array.from({ length: weight.size }, () => random.uniform(least, most));
    tf.tidy(() => weight.assign(tf.tensor(drawn, weight.shape)));
  }
  return model;
}

/** Within what values are drawn, so that outputs are about as large as inputs (He et al., 2015). */
function largest(shape: readonly number[]): number {
  if (shape.length < 2) return 0.5;
  const inputs = sampleSize(shape) / shape.at(-1)!;
  return Math.sqrt(6 / inputs);
}

/** Samples of a type, drawn. */
export function drawSamples(
  shape: readonly number[],
  type: SampleType,
  samples: number,
): SampleSet {
  const random = SeededRandom.from(3);
  const values = new SAMPLE_ARRAYS[type](samples * sampleSize(shape));
  for (let index = 0; index < values.length; index++) {
    values[index] = type === 'uint8' ? random.below(256) : random.uniform(-2, 2);
  }
  return { values, labels: new Int32Array(samples) };
}

/** What Chorus itself gives for the samples. */
export async function expectedOf(
  { outline, models }: MadeEnsemble,
  samples: SampleSet,
): Promise<Expected> {
  const { scaling, views, combination, classes } = outline;
  const members: Float32Array[] = [];
  for (const model of models) {
    members.push(await predict(model, samples, scaling, true, views));
  }
  const shape = [samples.labels.length, classes.length] as const;
  const { total, mutualInformation } = uncertaintiesOf(members, shape);
  const probabilities = combinedProbabilities(combination, members, shape);
  return { probabilities, uncertainty: total, mutualInformation };
}
