import { datasetFilePath, openDataset, writeDatasetFile } from '@chorus/data';
import {
  createRunClient,
  decodeRunEvents,
  type RunEvent,
  type RunServiceClient,
} from '@chorus/proto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { submitRun } from '../../../libs/client/src/submit-run.ts';
import { credentialsAt } from '../../../libs/client/src/dial.ts';
import { smallRun } from '../../../tools/src/end-to-end/small-run.ts';

/** What a client of a run has seen when it is over. */
export interface WatchedRun {
  readonly events: readonly RunEvent[];
  /** The text of the report.json that the run has left with the coordinator. */
  readonly reportFile: string;
}

/** Trains two members on a few hundred images, as a client that brings the dataset. */
export async function trainSmallRun(address: string): Promise<WatchedRun> {
  const client = createRunClient(address, await credentialsAt(address));
  try {
    const runId = await submit(address);
    const events: RunEvent[] = [];
    const call = client.watchRun({ runId, fromSequence: 1, follow: true });
    for await (const event of decodeRunEvents(call)) events.push(event);
    return { events, reportFile: await fetchReport(client, runId) };
  } finally {
    client.close();
  }
}

/** @returns the run's id */
async function submit(address: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'chorus-upload-'));
  try {
    const dataset = await openDataset({ name: 'shapes', home });
    const path = datasetFilePath(home, dataset.sha256);
    await writeDatasetFile(dataset, path);
    const { runId } = await submitRun(address, smallRun(dataset), { dataset: path }, () => {});
    return runId;
  } finally {
    await rm(home, { recursive: true });
  }
}

async function fetchReport(client: RunServiceClient, runId: string): Promise<string> {
  const parts: Buffer[] = [];
  for await (const { path, data } of client.fetchRunFiles({ runId })) {
    if (path === 'report.json') parts.push(data);
  }
  return Buffer.concat(parts).toString();
}
