import { sizeInWords } from '@chorus/data';
import {
  ChorusError,
  unlessSilent,
  type AttemptRef,
  type WorkerServiceClient,
} from '@chorus/proto';
import { hash } from 'node:crypto';

/**
 * Fetches the checkpoint from which an attempt continues.
 *
 * @param sha256 what its bytes must have, in hexadecimal
 * @param mostBytes what it may have: a larger one is cut off
 * @param signal aborted: the call is cancelled
 * @param silenceMs how long the coordinator may be silent; default: a minute
 * @throws ChorusError `corrupt` when they have another, or there are more, `not-found` or `refused` when the
 *   coordinator does not give it out, `unavailable` when the coordinator is away, or falls silent
 */
export async function fetchCheckpoint(
  client: WorkerServiceClient,
  attempt: AttemptRef,
  sha256: string,
  mostBytes: number,
  { signal, silenceMs }: { readonly signal: AbortSignal; readonly silenceMs?: number },
): Promise<Uint8Array> {
  const call = client.fetchCheckpoint({ attempt, sha256 });
  // It also fails when it is cancelled, and then nobody reads it any more.
  call.on('error', () => {});
  const cancel = () => call.cancel();
  signal.addEventListener('abort', cancel);
  const chunks: Buffer[] = [];
  let arrived = 0;
  try {
    for await (const { chunk } of unlessSilent(call, { silenceMs })) {
      arrived += chunk.length;
      if (chunk.length === 0 || arrived > mostBytes) throw notACheckpoint(arrived, mostBytes);
      chunks.push(chunk);
    }
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

function notACheckpoint(arrived: number, mostBytes: number): ChorusError {
  const [has, most] = [arrived, mostBytes].map(sizeInWords);
  const words = `the checkpoint that arrives has ${has} or more, or comes in empty parts; one of this network has at most ${most}`;
  return new ChorusError('corrupt', words);
}
