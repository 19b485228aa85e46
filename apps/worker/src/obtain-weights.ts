import { weightsFilePath } from '@chorus/data';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ExpectedSize } from './expected-sizes.ts';
import { fetchWeights, type Fetching } from './fetch-dataset.ts';
import { onlyOnce } from './only-once.ts';
import type { ResolvedWorkerOptions } from './options.ts';

/**
 * Makes sure that the file with the weights of this SHA-256 is in the cache, and undamaged: else it comes from the
 * coordinator.
 *
 * @param size what it may have: a larger one is not taken
 * @returns its path
 * @throws DatasetError or ServiceError when it cannot be had
 */
export function obtainWeights(
  sha256: string,
  size: ExpectedSize,
  { home }: Pick<ResolvedWorkerOptions, 'home'>,
  fetching: Fetching,
): Promise<string> {
  const path = weightsFilePath(home, sha256);
  return onlyOnce(path, async () => {
    if (existsSync(path)) {
      if ((await digestOf(path)) === sha256) return path;
      fetching.log('the copy of the file with the first weights is damaged: it is replaced');
      await rm(path, { force: true });
    }
    await fetchWeights(sha256, size, path, fetching);
    return path;
  });
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
