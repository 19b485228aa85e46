import {
  chunksOf,
  ChorusError,
  writeAll,
  type AttemptRef,
  type UploadArtifactRequestInput,
  type WorkerServiceClient,
} from '@chorus/proto';
import { createHash } from 'node:crypto';

type Kind =
  'ARTIFACT_KIND_PREDICTIONS' | 'ARTIFACT_KIND_MODEL_TOPOLOGY' | 'ARTIFACT_KIND_MODEL_WEIGHTS';

/**
 * Sends one file of an attempt. Resolves when the coordinator has it, whole, on its disk.
 *
 * @throws ChorusError `refused` when the attempt is over
 */
export async function uploadArtifact(
  client: WorkerServiceClient,
  attempt: AttemptRef,
  kind: Kind,
  bytes: Uint8Array,
  datasetSha256: string,
): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const header = { attempt, kind, sizeBytes: bytes.byteLength, sha256, datasetSha256 };
  await new Promise<void>((resolve, reject) => {
    const call = client.uploadArtifact((error) => (error ? reject(error) : resolve()));
    writeAll(call, messages()).then(() => call.end(), reject);
  }).catch((error) => {
    throw ChorusError.from(error);
  });

  function* messages(): Generator<UploadArtifactRequestInput> {
    yield { header };
    for (const chunk of chunksOf(bytes)) yield { chunk };
  }
}
