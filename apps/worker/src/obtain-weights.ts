import { weightsFilePath } from '@chorus/data';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ExpectedSize } from './expected-sizes.ts';
import { fetchWeights } from './fetch-dataset.ts';
import type { Obtaining } from './obtaining.ts';
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
export async function obtainWeights(
  sha256: string,
  size: ExpectedSize,
  { home }: Pick<ResolvedWorkerOptions, 'home'>,
  obtaining: Obtaining,
): Promise<string> {
  const path = weightsFilePath(home, sha256);
  await obtaining.cache.use(path, obtaining.use);
  return onlyOnce(path, async () => {
    if (existsSync(path)) {
      if ((await digestOf(path)) === sha256) return path;
      obtaining.log('the copy of the file with the first weights is damaged: it is replaced');
      await rm(path, { force: true });
    }
    await obtaining.cache.fetch(path, size.least, 'the file with the first weights', () =>
      fetchWeights(sha256, size, path, obtaining),
    );
    return path;
  });
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
