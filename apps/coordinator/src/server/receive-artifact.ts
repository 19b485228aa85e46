import { PartialFile } from '@chorus/data';
import { findInvalidRow } from '@chorus/ensemble';
import {
  ChorusError,
  required,
  type ArtifactHeader,
  type RunConfig,
  type UploadArtifactRequest,
} from '@chorus/proto';
import { DiskError, isRefusal, toFloat32 } from '@chorus/run-files';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Principal } from '../journal/principal.ts';
import type { Run } from '../run/run.ts';
import { mostFiles, requireBoundedSize } from './artifact-limits.ts';
import type { Dispatcher } from './dispatcher.ts';

/** How far from 1 the probabilities of a row may sum up. */
const ROW_SUM_TOLERANCE = 1e-3;

/** Does something with the file that is received. @throws ChorusError `unavailable` when the disk refuses */
type OnDisk = <Result>(action: () => Promise<Result>) => Promise<Result>;

/**
 * Takes one file of a live attempt and puts it, whole and checked, on disk (C3), piece by piece: the
 * memory that it takes does not grow with the file. The same file may come again.
 *
 * @throws ChorusError `refused` when the attempt is over (C2), `corrupt` when the bytes are not
 *   what their header says, `invalid` when they are no predictions for this run, `unavailable` when
 *   they cannot be written
 */
export async function receiveArtifact(
  requests: AsyncIterable<UploadArtifactRequest>,
  dispatcher: Dispatcher,
  by: Principal,
): Promise<void> {
  const iterator = requests[Symbol.asyncIterator]();
  const first = await iterator.next();
  const header = required(first.done ? undefined : first.value.header, 'header');
  const ref = required(header.attempt, 'header.attempt');
  const run = dispatcher.attempts.requireLive(ref, by);
  const { config, folder } = run;
  const path = folder.artifacts.path(header.sha256);
  const onDisk: OnDisk = async (action) => {
    try {
      return await action();
    } catch (error) {
      const named = isRefusal(error) ? new DiskError(path, error) : (error as Error);
      throw dispatcher.uploads.refused(ref, header.sha256, named);
    }
  };
  const predicted = predictedSamples(header, run, ref.member);
  if (predicted === undefined) requireBoundedSize(header, run, ref.member);
  else checkShape(header, config, predicted);
  const { uploads } = dispatcher;
  uploads.requireFew(ref, header, mostFiles(header, run, ref.member));
  const file = await onDisk(() => {
    // It would be made again, empty, when it was deleted.
    folder.requireThere();
    return PartialFile.create(path);
  });
  try {
    const coming = { folder: dirname(path), bytes: header.sizeBytes, what: 'a file of a worker' };
    using room = await onDisk(() => uploads.reserve.promise(coming));
    const write = (part: Uint8Array, position: number) =>
      onDisk(async () => {
        await uploads.reserve.require({ ...coming, bytes: part.length });
        await file.write(part, position);
        room.wrote(part.length);
      });
    await collect(header, { [Symbol.asyncIterator]: () => iterator }, write);
    if (predicted !== undefined) checkRows(await readFile(file.ownPath), config);
    // It may have lost its member while it sent.
    dispatcher.attempts.requireLive(ref, by);
    await onDisk(() => file.complete());
    uploads.kept(ref, header);
  } finally {
    await file.remove();
  }
}

/** The number of samples that predictions must be for; undefined: they are something else. */
function predictedSamples({ kind }: ArtifactHeader, run: Run, member: number): number | undefined {
  if (kind === 'ARTIFACT_KIND_PREDICTIONS') return run.testLabels(member).length;
  if (kind !== 'ARTIFACT_KIND_VALIDATION_PREDICTIONS') return undefined;
  return run.validationLabels(member)?.length ?? 0;
}

function checkShape(header: ArtifactHeader, { dataset }: RunConfig, samples: number): void {
  if (header.datasetSha256 !== dataset.sha256) {
    throw new ChorusError('invalid', "the predictions are for another dataset than the run's");
  }
  const classes = dataset.classes.length;
  const expectedBytes = samples * classes * Float32Array.BYTES_PER_ELEMENT;
  if (header.sizeBytes === expectedBytes) return;
  throw new ChorusError(
    'invalid',
    `predictions [${samples}, ${classes}] have ${expectedBytes} bytes, not ${header.sizeBytes}`,
  );
}

async function collect(
  header: ArtifactHeader,
  requests: AsyncIterable<UploadArtifactRequest>,
  write: (part: Uint8Array, position: number) => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const { chunk } of requests) {
    const part = required(chunk, 'chunk');
    if (size + part.length > header.sizeBytes) {
      throw new ChorusError('corrupt', 'the artifact that arrives is longer than its header says');
    }
    await write(part, size);
    hash.update(part);
    size += part.length;
  }
  if (size !== header.sizeBytes || hash.digest('hex') !== header.sha256) {
    throw new ChorusError('corrupt', 'the artifact that arrived is not what its header says');
  }
}

function checkRows(bytes: Buffer, { dataset }: RunConfig): void {
  const invalid = findInvalidRow(toFloat32(bytes), dataset.classes.length, ROW_SUM_TOLERANCE);
  if (!invalid) return;
  throw new ChorusError('invalid', `predictions, row ${invalid.row}: ${invalid.problem}`);
}
