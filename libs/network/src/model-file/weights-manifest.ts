import { isMap } from '../named-objects.ts';
import { NetworkMistake } from '../network-mistake.ts';
import { show } from '../fields.ts';

/** A weight as a model's file lists it. */
export interface ListedWeight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Weights that lie one after the other in some files. */
export interface WeightGroup {
  /** The files' names, relative to the model's folder. */
  readonly paths: readonly string[];
  readonly weights: readonly ListedWeight[];
}

/**
 * The weights that a model.json lists, float32 all of them.
 *
 * @throws NetworkMistake in words that go on after the file's name
 */
export function readManifest(manifest: unknown): WeightGroup[] | undefined {
  if (manifest === undefined || manifest === null) return undefined;
  if (!Array.isArray(manifest)) throw new NetworkMistake('has a weightsManifest that is no list');
  return manifest.map((group: unknown) => {
    const { paths, weights } = isMap(group) ? group : {};
    const areNames = Array.isArray(paths) && paths.every((path) => typeof path === 'string');
    if (areNames && Array.isArray(weights)) return { paths, weights: weights.map(readEntry) };
    throw new NetworkMistake(
      `has ${show(group)} in its weightsManifest: it needs paths and weights`,
    );
  });
}

function readEntry(entry: unknown): ListedWeight {
  const { name, shape, dtype, quantization } = isMap(entry) ? entry : {};
  const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) > 0;
  if (typeof name !== 'string' || !Array.isArray(shape) || !shape.every(isSize)) {
    throw new NetworkMistake(
      `has ${show(entry)} in its weightsManifest: it needs a name and a shape`,
    );
  }
  if (quantization !== undefined) {
    throw new NetworkMistake(
      `has the weight '${name}' in fewer bits: export it without quantisation`,
    );
  }
  if (dtype !== 'float32') {
    throw new NetworkMistake(`has the weight '${name}' of type ${show(dtype)}, and reads float32`);
  }
  return { name, shape };
}
