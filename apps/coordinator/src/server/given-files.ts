import type { DatasetBeginning, DatasetRest } from '@chorus/data';
import { CHUNK_BYTES } from '@chorus/proto';

/**
 * Sent at once: a quarter of what messages may have, since gRPC takes 16 messages ahead of a worker that reads slowly.
 */
export const SENT_BYTES = CHUNK_BYTES / 4;

/** Files that workers fetch, by digest. */
export interface GivenFiles {
  /** @throws ChorusError `not-found` when the file is not here */
  requireHere(sha256: string): void;
  /**
   * What of a file is missing to who has its beginning, in chunks.
   *
   * @throws ChorusError `not-found` when it is not here
   */
  rest(
    sha256: string,
    beginning: DatasetBeginning,
  ): Promise<DatasetRest<AsyncIterable<Buffer> | Iterable<Buffer>>>;
}
