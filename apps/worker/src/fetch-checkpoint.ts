import { ChorusError, type AttemptRef, type WorkerServiceClient } from '@chorus/proto';
import { hash } from 'node:crypto';

/**
 * Fetches the checkpoint from which an attempt continues.
 *
 * @param sha256 what its bytes must have, in hexadecimal
 * @param signal aborted: the call is cancelled
 * @throws ChorusError `corrupt` when they have another, `not-found` or `refused` when the
 *   coordinator does not give it out, `unavailable` when the coordinator is away
 */
export async function fetchCheckpoint(
  client: WorkerServiceClient,
  attempt: AttemptRef,
  sha256: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const call = client.fetchCheckpoint({ attempt, sha256 });
  const cancel = () => call.cancel();
  signal.addEventListener('abort', cancel);
  const chunks: Buffer[] = [];
  try {
    for await (const { chunk } of call) chunks.push(chunk as Buffer);
  } catch (error) {
    throw ChorusError.from(error);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  const bytes = Buffer.concat(chunks);
  const found = hash('sha256', bytes);
  if (found === sha256) return bytes;
  throw new ChorusError(
    'corrupt',
    `the checkpoint that arrived has SHA-256 ${found} instead of ${sha256}`,
  );
}
