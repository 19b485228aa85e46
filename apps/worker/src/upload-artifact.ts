import {
  chunksOf,
  ChorusError,
  writeAll,
  type ArtifactKind,
  type AttemptRef,
  type UploadArtifactRequestInput,
  type WorkerServiceClient,
} from '@chorus/proto';
import { hash } from 'node:crypto';

/** One file of an attempt. */
export interface Artifact {
  readonly attempt: AttemptRef;
  readonly kind: ArtifactKind;
  readonly bytes: Uint8Array;
  readonly datasetSha256: string;
}

/**
 * Sends one file of an attempt. Resolves when the coordinator has it, whole, on its disk.
 *
 * @param signal aborted: the call is cancelled
 * @returns the file's SHA-256, in hexadecimal
 * @throws ChorusError `refused` when the attempt is over, `unavailable` when the coordinator is
 */
export async function uploadArtifact(
  client: WorkerServiceClient,
  { attempt, kind, bytes, datasetSha256 }: Artifact,
  signal: AbortSignal,
): Promise<string> {
  const sha256 = hash('sha256', bytes);
  const header = { attempt, kind, sizeBytes: bytes.byteLength, sha256, datasetSha256 };
  let cancel = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      const call = client.uploadArtifact((error) => (error ? reject(error) : resolve()));
      cancel = () => call.cancel();
      signal.addEventListener('abort', cancel);
      // The answer says why the coordinator has hung up; the broken stream does not.
      writeAll(call, messages()).then(() => call.end(), cancel);
    });
  } catch (error) {
    throw ChorusError.from(error);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  return sha256;

  function* messages(): Generator<UploadArtifactRequestInput> {
    yield { header };
    for (const chunk of chunksOf(bytes)) yield { chunk };
  }
}
