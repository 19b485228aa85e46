import type { ElementType } from '@chorus/data/own-data';
import { ChorusError, type TrainedDataset } from '@chorus/proto';
import { isPredictionsFile, resolvedGroups, type PlacedDocument } from '@chorus/run-config';
import { formatCount } from '@chorus/run-view';
import { keepWeights } from '../network/keep-weights.ts';

/** Predictions of members that have nothing else, as files in the cache. */
export interface GivenPredictions {
  /** The SHA-256 of each group's file, by the group's place; undefined where a group has a model. */
  readonly predictions: readonly (string | undefined)[];
  /** The files by their SHA-256. */
  readonly files: ReadonlyMap<string, string>;
}

/** How far from 1 a row may sum: what was computed in half precision is some thousandths off. */
const TOLERANCE = 0.005;

const TYPES: readonly ElementType[] = ['float32', 'float64'];

/**
 * Reads what members from elsewhere predict that have no model, and puts it into the cache.
 *
 * @param dataset what the run measures by
 * @throws ChorusError `invalid` for what are no probabilities of these samples, naming the file; DatasetError when one cannot be read
 */
export async function keepGivenPredictions(
  config: PlacedDocument,
  dataset: Pick<TrainedDataset, 'testLimit' | 'validationSamples' | 'classes'>,
  home: string,
): Promise<GivenPredictions> {
  const { testLimit, validationSamples, classes } = dataset;
  const predictions: (string | undefined)[] = [];
  const files = new Map<string, string>();
  for (const [index, { group }] of resolvedGroups(config).entries()) {
    const { from, validation } = group;
    if (from === undefined || !isPredictionsFile(from)) {
      predictions.push(undefined);
      continue;
    }
    const place = (key: string) => config.place('members.groups', [index, key]);
    requireSplits(place, validation, validationSamples);
    const read = async (name: 'test' | 'validation', path: string, samples: number) => {
      const shape = [samples, classes.length] as const;
      const where = `${place(name === 'test' ? 'from' : 'validation')}: ${path}`;
      return { name, shape, values: await readProbabilities(path, shape, name, where) };
    };
    const tensors = [await read('test', from, testLimit)];
    if (validation !== undefined) {
      tensors.push(await read('validation', validation, validationSamples));
    }
    const kept = await keepWeights(tensors, home);
    predictions.push(kept.sha256);
    files.set(kept.sha256, kept.path);
  }
  return { predictions, files };
}

/** Refuses a member without predictions of what is held out, or with predictions of what is not. */
function requireSplits(
  place: (key: string) => string,
  validation: string | undefined,
  validationSamples: number,
): void {
  if (validation === undefined && validationSamples > 0) {
    throw new ChorusError(
      'invalid',
      `${place('from')} has predictions of the test samples alone, and the run holds out ${formatCount(validationSamples, 'sample')}: name ` +
        "what is predicted of these, as in 'validation: validation.npy'",
    );
  }
  if (validation !== undefined && validationSamples === 0) {
    throw new ChorusError(
      'invalid',
      `${place('validation')} names predictions of validation samples, and none are held out: leave it out, or set ` +
        'dataset.validationSplit',
    );
  }
}

/** Reads probabilities, each row of which is for one sample. @returns [samples, classes] */
async function readProbabilities(
  path: string,
  shape: readonly [samples: number, classes: number],
  split: string,
  where: string,
): Promise<Float32Array> {
  const { openArray } = await import('@chorus/data/own-data');
  const array = await openArray(path);
  try {
    const refuse = (words: string) => new ChorusError('invalid', `${where} ${words}`);
    if (String(array.shape) !== String(shape)) {
      const [found, needed] = [array.shape, shape].map((sizes) => `[${sizes.join(', ')}]`);
      throw refuse(`has the shape ${found}, and must have ${needed}: ${split} samples, classes`);
    }
    if (!TYPES.includes(array.type)) {
      throw refuse(`holds ${array.type}, and must hold probabilities as float32 or float64`);
    }
    const [samples, classes] = shape;
    const values = new Float32Array(samples * classes);
    for await (const piece of array.pieces()) {
      values.set(piece.values as Float32Array | Float64Array, piece.start * classes);
    }
    const problem = problemOf(values, classes);
    if (problem !== undefined) throw refuse(problem);
    return values;
  } finally {
    await array.close();
  }
}

/** What is no probability, or no row of probabilities; undefined when all are. */
function problemOf(values: Float32Array, classes: number): string | undefined {
  const at = values.findIndex((value) => !(value >= 0 && value < Infinity));
  if (at >= 0) {
    const place = `[${Math.floor(at / classes)}, ${at % classes}]`;
    return `has ${values[at]} at ${place}: it must hold probabilities, such as a softmax gives`;
  }
  for (let row = 0; row * classes < values.length; row++) {
    const sum = values.subarray(row * classes, (row + 1) * classes).reduce((one, two) => one + two);
    if (Math.abs(sum - 1) <= TOLERANCE) continue;
    return `sums to ${Number(sum.toFixed(6))} in row ${row}: the probabilities of a sample sum to 1`;
  }
  return undefined;
}
