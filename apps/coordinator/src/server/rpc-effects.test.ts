/** What RPCS says of each RPC's effect: a query changes nothing that is kept, an order does. */
import { datasetChunks, datasetFilePath } from '@chorus/data';
import { CHUNK_BYTES, createRunClient, createWorkerClient, required, RPCS } from '@chorus/proto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { JournalRecord } from '../journal/record.ts';
import { Bench } from './testing/bench.ts';
import { sha256Of } from './testing/fake-worker.ts';

const CHECKPOINT = Buffer.from('a checkpoint');

let bench: Bench;
let records: JournalRecord[];
let prepared: Awaited<ReturnType<typeof prepare>>;

beforeEach(async () => {
  records = [];
  bench = await Bench.start({ observers: [{ recorded: (record) => records.push(record) }] });
  prepared = await prepare();
});

afterEach(async () => {
  prepared.users.close();
  prepared.workers.close();
  await bench[Symbol.asyncDispose]();
});

/** A run that has ended, and one of whose member a worker has uploaded a checkpoint. */
async function prepare() {
  const { address } = bench.coordinator;
  const ended = await bench.submit();
  await bench.ask((client, callback) => client.cancelRun({ runId: ended }, callback));
  const runId = await bench.submit();
  const worker = bench.connect({ workerId: 'gpu-box' });
  const assignment = await worker.next('assignment');
  await worker.upload(assignment, 'CHECKPOINT', CHECKPOINT);
  const attempt = required(assignment.attempt, 'attempt');
  const figures = { loss: 1, accuracy: 0.5, seconds: 1, samplesPerSecond: 9 };
  worker.report(attempt, { started: { backend: 'fake', device: 'none' } });
  worker.report(attempt, { epoch: { epoch: 1, ...figures } });
  worker.report(attempt, { checkpoint: { epoch: 1, sha256: sha256Of(CHECKPOINT) } });
  await bench.eventsUntil(runId, 'checkpoint');
  const [users, workers] = [createRunClient(address), createWorkerClient(address)];
  return { ended, runId, worker, assignment, users, workers };
}

/** A coordinator that asks nobody for certificates has no TrustService: `trust.test.ts` tries it. */
type Tried = {
  readonly [Service in Exclude<keyof typeof RPCS, 'TrustService'>]: {
    readonly [Rpc in keyof (typeof RPCS)[Service]]: () => Promise<unknown>;
  };
};

const TRIED: Tried = {
  RunService: {
    SubmitRun: () => bench.submit(),
    ListRuns: () => bench.ask((client, callback) => client.listRuns({}, callback)),
    WatchRun: () => Array.fromAsync(prepared.users.watchRun({ runId: prepared.runId })),
    FetchRunFiles: () => bench.fetchFiles(prepared.runId),
    CancelRun: () =>
      bench.ask((client, callback) => client.cancelRun({ runId: prepared.runId }, callback)),
    DeleteRun: () =>
      bench.ask((client, callback) => client.deleteRun({ runId: prepared.ended }, callback)),
    ListWorkers: () => bench.ask((client, callback) => client.listWorkers({}, callback)),
    DrainWorker: () =>
      bench.ask((client, callback) => client.drainWorker({ workerId: 'gpu-box' }, callback)),
    HasDataset: () =>
      bench.ask((client, callback) => {
        client.hasDataset({ sha256: bench.dataset.sha256 }, callback);
      }),
    UploadDataset: () =>
      bench.ask((client, callback) => {
        const call = client.uploadDataset(callback);
        call.write({ sha256: bench.dataset.sha256 });
        for (const chunk of datasetChunks(bench.dataset, CHUNK_BYTES)) call.write({ chunk });
        call.end();
      }),
  },
  WorkerService: {
    Connect: () => bench.connect({ workerId: 'another' }).next('welcome'),
    FetchDataset: () => {
      const { sha256 } = bench.dataset;
      return Array.fromAsync(prepared.workers.fetchDataset({ sha256 }));
    },
    UploadArtifact: () =>
      prepared.worker.upload(prepared.assignment, 'CHECKPOINT', Buffer.from('another')),
    FetchCheckpoint: () => {
      const attempt = required(prepared.assignment.attempt, 'attempt');
      const request = { attempt, sha256: sha256Of(CHECKPOINT) };
      return Array.fromAsync(prepared.workers.fetchCheckpoint(request));
    },
  },
};

/** The files that somebody has uploaded: each one's path, size, and which file it is. */
function uploads(): string[] {
  const folders = [
    dirname(datasetFilePath(bench.folder, bench.dataset.sha256)),
    join(bench.runsDir, prepared.runId, 'artifacts'),
  ];
  return folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder).map((name) => {
      const { size, ino } = statSync(join(folder, name));
      return `${folder}/${name} ${size} ${ino}`;
    }),
  );
}

/** How often somebody has caused a record of the journal. */
function caused(): number {
  return records.filter(({ by }) => by).length;
}

const rows = Object.entries(TRIED).flatMap(([service, rpcs]) =>
  Object.entries(rpcs as Record<string, () => Promise<unknown>>).map(
    ([rpc, call]) => [rpc, RPCS[service as 'RunService'][rpc as 'ListRuns'].effect, call] as const,
  ),
);

const trials = (wanted: string) => rows.filter(([, effect]) => effect === wanted);

test.each(trials('order'))('%s changes what is kept', async (_, __, call) => {
  const [recordsBefore, uploadsBefore] = [caused(), uploads()];
  await call();
  // A worker is welcomed before it is journalled.
  await vi.waitFor(() => {
    expect([caused() > recordsBefore, uploads().join() !== uploadsBefore.join()]).toContain(true);
  });
});

test.each(trials('query'))('%s changes nothing', async (_, __, call) => {
  const [recordsBefore, uploadsBefore] = [caused(), uploads()];
  await call();
  expect(uploads()).toEqual(uploadsBefore);
  // The record of what is ordered next is then the only one.
  await TRIED.RunService.DrainWorker();
  expect(caused()).toBe(recordsBefore + 1);
});
