import { ContentReceiver, weightsFilePath } from '@chorus/data';
import type { WeightValues } from '@chorus/network/model-file';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';

/** A file with weights in the cache. */
export interface KeptWeights {
  readonly sha256: string;
  readonly path: string;
}

/**
 * Puts weights into the cache as one file, under its SHA-256: who submits a run sends it from there, and local workers
 * find it there.
 *
 * @throws DatasetError `storage` when the disk refuses
 */
export async function keepWeights(
  weights: readonly WeightValues[],
  home: string,
): Promise<KeptWeights> {
  const { encodeWeights } = await import('@chorus/network/model-file');
  const bytes = encodeWeights(weights);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = weightsFilePath(home, sha256);
  if (existsSync(path)) return { sha256, path };
  const receiver = await ContentReceiver.open(path, sha256);
  try {
    await receiver.add(bytes);
    await receiver.finish();
    return { sha256, path };
  } finally {
    await receiver.abort();
  }
}
