import { datasetFileChunks, datasetFilePath, openDataset, writeDatasetFile } from '@chorus/data';
import type { Dataset } from '@chorus/data';
import {
  CHUNK_BYTES,
  createRunClient,
  decodeRunEvent,
  PROTOCOL_VERSION,
  writeAll,
  type RunEvent,
  type RunServiceClient,
} from '@chorus/proto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a client of a run has seen when it is over. */
export interface WatchedRun {
  readonly events: readonly RunEvent[];
  /** The text of the report.json that the run has left with the coordinator. */
  readonly reportFile: string;
}

/** Trains two members on a few hundred images, as a client that brings the dataset. */
export async function trainSmallRun(address: string): Promise<WatchedRun> {
  const client = createRunClient(address);
  try {
    const dataset = await openDataset({ name: 'shapes', home: tmpdir() });
    if (!(await hasDataset(client, dataset))) await uploadDataset(client, dataset);
    const runId = await submit(client, dataset);
    const events: RunEvent[] = [];
    for await (const message of client.watchRun({ runId, fromSequence: 1, follow: true })) {
      events.push(decodeRunEvent(message));
    }
    return { events, reportFile: await fetchReport(client, runId) };
  } finally {
    client.close();
  }
}

function hasDataset(client: RunServiceClient, { sha256 }: Dataset): Promise<boolean> {
  return new Promise((resolve, reject) => {
    client.hasDataset({ sha256 }, (error, response) =>
      error ? reject(error) : resolve(response!.present),
    );
  });
}

async function uploadDataset(client: RunServiceClient, dataset: Dataset): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'chorus-upload-'));
  try {
    const path = datasetFilePath(home, dataset.sha256);
    await writeDatasetFile(dataset, path);
    const { promise: received, resolve, reject } = Promise.withResolvers<void>();
    const call = client.uploadDataset((error) => (error ? reject(error) : resolve()));
    call.write({ sha256: dataset.sha256 });
    await writeAll(call, parts(path));
    call.end();
    await received;
  } finally {
    await rm(home, { recursive: true });
  }
}

async function* parts(path: string) {
  for await (const chunk of datasetFileChunks(path, CHUNK_BYTES)) yield { chunk };
}

function submit(client: RunServiceClient, dataset: Dataset): Promise<string> {
  const { name, sha256, synthetic, classes, shape, train, test } = dataset;
  const config = {
    seed: 7,
    members: 2,
    threads: 1,
    dataset: {
      name,
      sha256,
      synthetic,
      classes: [...classes],
      shape,
      trainSamples: train.labels.length,
      testSamples: test.labels.length,
      trainLimit: 600,
      testLimit: 200,
    },
    training: {
      model: { filters: [8, 8], kernelSize: 4, denseUnits: [32], dropout: 0.2 },
      divisor: 255,
      epochs: 2,
      batchSize: 50,
      learningRate: 0.001,
    },
    faults: {
      minMembers: 2,
      maxFailures: 3,
      checkpointEvery: 1,
      keepCheckpoints: false,
      stallTimeoutMs: 60_000,
      backups: false,
    },
  };
  return new Promise((resolve, reject) => {
    client.submitRun({ protocolVersion: PROTOCOL_VERSION, config }, (error, response) =>
      error ? reject(error) : resolve(response!.runId),
    );
  });
}

async function fetchReport(client: RunServiceClient, runId: string): Promise<string> {
  const parts: Buffer[] = [];
  for await (const { path, data } of client.fetchRunFiles({ runId })) {
    if (path === 'report.json') parts.push(data);
  }
  return Buffer.concat(parts).toString();
}
