import { readFile, stat } from 'node:fs/promises';
import { isMap } from '../named-objects.ts';
import { NetworkMistake } from '../network-mistake.ts';
import { readManifest, type WeightGroup } from './weights-manifest.ts';

/** What is read of a model's file; its weights lie in files beside it. */
export interface ModelFile {
  /** The model as Keras or tfjs writes it. */
  readonly model: unknown;
  /** The weights that it lists; undefined: it is a model without, or they are not wanted. */
  readonly weights: readonly WeightGroup[] | undefined;
}

/** The topology of the largest networks has some megabytes. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** How other files that hold models begin. */
const OTHERS: readonly (readonly [beginning: string, words: string])[] = [
  ['PK', 'is an archive, as model.save() of Keras writes it: write model.to_json() to a file'],
  ['\x89HDF', 'is in HDF5, as Keras 2 saved models: write model.to_json() to a file'],
];

/**
 * Reads `model.json` of tfjs, or what `model.to_json()` of Keras gives.
 *
 * @param withWeights whether the weights of a model.json are wanted
 * @throws NetworkMistake in words that go on after the file's name
 */
export async function openModelFile(path: string, withWeights: boolean): Promise<ModelFile> {
  const json = parse(await readBytes(path));
  if (!isMap(json)) throw new NetworkMistake('is no model: it must be an object in JSON');
  const topology = json['modelTopology'];
  const isGraph = isMap(topology) && ('node' in topology || 'versions' in topology);
  if (json['format'] === 'graph-model' || isGraph) throw graphModel();
  if (!('modelTopology' in json)) return { model: json, weights: undefined };
  const model = isMap(topology) ? (topology['model_config'] ?? topology) : topology;
  if (!withWeights) return { model, weights: undefined };
  const weights = readManifest(json['weightsManifest']);
  if (weights) return { model, weights };
  throw new NetworkMistake(
    "has no weightsManifest, and so no weights: export it with them, or set 'network.weights: fresh'",
  );
}

function graphModel(): NetworkMistake {
  return new NetworkMistake(
    'is a graph model, which cannot be trained: export a layers model, as tfjs.converters.save_keras_model writes it',
  );
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES) {
      throw new NetworkMistake('is larger than 64 MiB: it is no model in JSON');
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof NetworkMistake) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new NetworkMistake(REASONS[code ?? ''] ?? `cannot be read: ${message}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there: a part of this path is a file, not a folder',
  EISDIR: 'is a folder: name the file model.json in it',
  EACCES: 'may not be read',
};

function parse(bytes: Buffer): unknown {
  const beginning = bytes.toString('latin1', 0, 4);
  const other = OTHERS.find(([start]) => beginning.startsWith(start));
  if (other) throw new NetworkMistake(other[1]);
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    // json.dump(model.to_json(), file) makes a text of the text.
    return typeof parsed === 'string' ? JSON.parse(parsed) : parsed;
  } catch (error) {
    throw new NetworkMistake(`is no JSON: ${(error as Error).message}`);
  }
}
