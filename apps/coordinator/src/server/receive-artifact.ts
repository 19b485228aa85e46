import { findInvalidRow } from '@chorus/ensemble';
import {
  ChorusError,
  required,
  type ArtifactHeader,
  type RunConfig,
  type UploadArtifactRequest,
} from '@chorus/proto';
import { createHash } from 'node:crypto';
import { toFloat32 } from '../run/run-folder.ts';
import type { Dispatcher } from './dispatcher.ts';

/** Models and predictions are far smaller; a sender that claims more is not believed. */
const LARGEST_ARTIFACT_BYTES = 1024 ** 3;

/** How far from 1 the probabilities of a row may sum up. */
const ROW_SUM_TOLERANCE = 1e-3;

/**
 * Takes one file of a live attempt and puts it, whole and checked, on disk (C3). The same file may
 * come again.
 *
 * @throws ChorusError `refused` when the attempt is over (C2), `corrupt` when the bytes are not
 *   what their header says, `invalid` when they are no predictions for this run, `unavailable` when
 *   they cannot be written
 */
export async function receiveArtifact(
  requests: AsyncIterable<UploadArtifactRequest>,
  dispatcher: Dispatcher,
): Promise<void> {
  const iterator = requests[Symbol.asyncIterator]();
  const first = await iterator.next();
  const header = required(first.done ? undefined : first.value.header, 'header');
  const ref = required(header.attempt, 'header.attempt');
  const { config, folder } = dispatcher.requireLive(ref);
  const bytes = await collect(header, { [Symbol.asyncIterator]: () => iterator });
  const { testLimit, validationSamples } = config.dataset;
  if (header.kind === 'ARTIFACT_KIND_PREDICTIONS') {
    checkPredictions(header, bytes, config, testLimit);
  } else if (header.kind === 'ARTIFACT_KIND_VALIDATION_PREDICTIONS') {
    checkPredictions(header, bytes, config, validationSamples);
  }
  // It may have lost its member while it sent.
  dispatcher.requireLive(ref);
  try {
    folder.writeArtifact(header.sha256, bytes);
  } catch (error) {
    // Sent again, it may find room.
    throw new ChorusError(
      'unavailable',
      `the coordinator cannot keep it: ${(error as Error).message}`,
    );
  }
}

async function collect(
  header: ArtifactHeader,
  requests: AsyncIterable<UploadArtifactRequest>,
): Promise<Buffer> {
  if (header.sizeBytes > LARGEST_ARTIFACT_BYTES) {
    throw new ChorusError('invalid', `an artifact of ${header.sizeBytes} bytes is too large`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const { chunk } of requests) {
    const part = required(chunk, 'chunk');
    size += part.length;
    if (size > header.sizeBytes) break;
    chunks.push(part);
  }
  const bytes = Buffer.concat(chunks);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (size !== header.sizeBytes || sha256 !== header.sha256) {
    throw new ChorusError('corrupt', 'the artifact that arrived is not what its header says');
  }
  return bytes;
}

function checkPredictions(
  header: ArtifactHeader,
  bytes: Buffer,
  { dataset }: RunConfig,
  samples: number,
): void {
  if (header.datasetSha256 !== dataset.sha256) {
    throw new ChorusError('invalid', "the predictions are for another dataset than the run's");
  }
  const classes = dataset.classes.length;
  const expectedBytes = samples * classes * Float32Array.BYTES_PER_ELEMENT;
  if (bytes.length !== expectedBytes) {
    throw new ChorusError(
      'invalid',
      `predictions [${samples}, ${classes}] have ${expectedBytes} bytes, not ${bytes.length}`,
    );
  }
  const invalid = findInvalidRow(toFloat32(bytes), classes, ROW_SUM_TOLERANCE);
  if (invalid) {
    throw new ChorusError('invalid', `predictions, row ${invalid.row}: ${invalid.problem}`);
  }
}
