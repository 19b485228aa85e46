import { open, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { WeightFacts } from '../inspection/inspect-network.ts';
import { NetworkMistake } from '../network-mistake.ts';
import type { ListedWeight, WeightGroup } from './weights-manifest.ts';

/** A weight of a network and its values, in C order. */
export interface WeightValues {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What the values of a model's weights are read for. */
export interface WeightsFor {
  /** The network's weights. */
  readonly weights: readonly WeightFacts[];
  /** The names that layers have in the model, by their names in the network. */
  readonly origins: ReadonlyMap<string, string>;
  /** The layer that has no weights yet; undefined: each has. */
  readonly fresh?: string | undefined;
}

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * Reads the values of a network's weights from the files beside its model.
 *
 * @param path the model's file
 * @returns in the network's order, those of a fresh layer left out
 * @throws NetworkMistake that names the file or the weight, with what is expected and what was found
 */
export async function readWeights(
  path: string,
  groups: readonly WeightGroup[],
  { weights, origins, fresh }: WeightsFor,
): Promise<WeightValues[]> {
  const found = new Map<string, WeightValues>();
  for (const group of groups) {
    for (const weight of await readGroup(path, group)) found.set(weight.name, weight);
  }
  const wanted = weights.filter(({ name }) => layerOf(name) !== fresh);
  return wanted.map((weight) => {
    const listed = entryFor(weight.name, found, origins);
    if (String(listed.shape) !== String(weight.shape)) {
      const [has, needs] = [listed, weight].map(({ shape }) => `[${shape.join(', ')}]`);
      throw new NetworkMistake(
        `has the weight '${listed.name}' of shape ${has}, and its network needs ${needs}`,
      );
    }
    requireFinite(listed);
    return { ...listed, name: weight.name };
  });
}

/** `conv1` of `conv1/kernel`. */
function layerOf(weight: string): string {
  return weight.slice(0, weight.lastIndexOf('/'));
}

/** The listed weight of a name in the network, which may stand under the names of the models that it is in. */
function entryFor(
  name: string,
  found: ReadonlyMap<string, WeightValues>,
  origins: ReadonlyMap<string, string>,
): WeightValues {
  const [layer = '', ...rest] = name.split('/');
  const origin = origins.get(layer) ?? layer;
  const inModel = [origin, ...rest].join('/');
  const inLayer = [origin.split('/').at(-1), ...rest].join('/');
  const names = [...found.keys()];
  for (const wanted of [inModel, inLayer]) {
    const matches = names.filter((each) => each === wanted || each.endsWith(`/${wanted}`));
    const exact = matches.find((each) => each === wanted) ?? matches[0];
    if (exact !== undefined && (matches.length === 1 || exact === wanted)) return found.get(exact)!;
    if (matches.length > 1) {
      throw new NetworkMistake(`has several weights for '${inModel}': ${matches.join(', ')}`);
    }
  }
  throw new NetworkMistake(`has no weight '${inModel}': it has ${shortList(names)}`);
}

function shortList(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length > 8 ? `, and ${names.length - 8} more` : '';
  return names.slice(0, 8).join(', ') + more;
}

function requireFinite({ name, shape, values }: WeightValues): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  let rest = at;
  const place = shape.toReversed().map((size) => {
    const index = rest % size;
    rest = Math.floor(rest / size);
    return index;
  });
  const where = place.toReversed().join(', ');
  throw new NetworkMistake(
    `has ${values[at]} in the weight '${name}' at [${where}]: it must be finite`,
  );
}

/** The weights of some files, in the order in which they lie there. */
async function readGroup(path: string, { paths, weights }: WeightGroup): Promise<WeightValues[]> {
  const parts = await Promise.all(paths.map((name) => readShard(path, name)));
  const bytes = Buffer.concat(parts);
  const expected = weights.reduce((sum, weight) => sum + bytesOf(weight), 0);
  if (bytes.length !== expected) {
    const files = `${paths.map((name) => `'${name}'`).join(' and ')}, which ${paths.length > 1 ? 'have' : 'has'}`;
    const list = `the ${weights.length} weights of its weightsManifest have ${expected}`;
    throw new NetworkMistake(`has weights in ${files} ${bytes.length} bytes, and ${list}`);
  }
  let offset = 0;
  return weights.map((weight) => {
    const end = offset + bytesOf(weight);
    // Copied: in the files they lie at any byte.
    const values = new Float32Array(new Uint8Array(bytes.subarray(offset, end)).buffer);
    offset = end;
    return { ...weight, values };
  });
}

function bytesOf({ shape }: ListedWeight): number {
  return shape.reduce((size, each) => size * each, FLOAT_BYTES);
}

/** @throws NetworkMistake when it is not there, or lies outside the model's folder */
async function readShard(path: string, name: string): Promise<Buffer> {
  const folder = dirname(path);
  const outside = () =>
    new NetworkMistake(
      `names '${name}' for its weights, which is outside its folder: put the file beside it`,
    );
  if (isAbsolute(name) || !isWithin(folder, join(folder, name))) throw outside();
  try {
    // A link may lead out of it.
    const [base, file] = await Promise.all([realpath(folder), realpath(join(folder, name))]);
    if (!isWithin(base, file)) throw outside();
    await using handle = await open(file);
    return await handle.readFile();
  } catch (error) {
    if (error instanceof NetworkMistake) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'is not there' : `cannot be read: ${message}`;
    throw new NetworkMistake(`has weights in '${name}', which ${reason}`);
  }
}

function isWithin(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
