import { join } from 'node:path';

/** Where datasets and downloaded archives are kept, under the cache folder `home`. */
export function datasetFolder(home: string): string {
  return join(home, 'datasets');
}

/** Where weights are kept with which training begins, under the cache folder `home`. */
export function weightsFolder(home: string): string {
  return join(home, 'weights');
}

/** Where the weights with this SHA-256, with which training begins, are kept as one file. */
export function weightsFilePath(home: string, sha256: string): string {
  return join(weightsFolder(home), `${sha256}.safetensors`);
}

/** Where the dataset with this fingerprint is kept as one file. */
export function datasetFilePath(home: string, sha256: string): string {
  return join(datasetFolder(home), `${sha256}.dataset`);
}
