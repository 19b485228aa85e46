import {
  ChorusError,
  decodeRunConfig,
  encodeRunEvent,
  givenFilesOf,
  required,
  requireSameProtocol,
  type InputKind,
  type RunConfig,
  type RunServiceHandlers,
  type UploadDatasetRequest,
} from '@chorus/proto';
import { checkRunConfig, resolveMembers } from '@chorus/run-config';
import { RunFolder, takeTestSet, type TestSet } from '@chorus/run-files';
import { claimRunId } from '../run/run-id.ts';
import { Run } from '../run/run.ts';
import { answer, answerStream } from './answer.ts';
import type { DatasetStore } from './dataset-store.ts';
import type { Dispatcher } from './dispatcher.ts';
import { makeRunsDir } from './make-runs-dir.ts';
import { ofKind } from './of-kind.ts';
import { pageOf } from './page-of.ts';
import { principalOf } from './principal-of.ts';
import { wasGivenUp, withIdleLimit, type SilenceLimits } from './stream-limits.ts';
import { requireRoom } from './waiting-limits.ts';
import type { WeightsStore } from './weights-store.ts';

/** What runs are trained with, as this coordinator has it. */
export interface RunInputs {
  readonly datasets: DatasetStore;
  readonly weights: WeightsStore;
}

/**
 * What users ask, decoded and handed on.
 *
 * @param httpAddress of the live page, if it is served; asked when a run is submitted
 */
export function runService(
  dispatcher: Dispatcher,
  inputs: RunInputs,
  runsDir: string,
  httpAddress: () => string | undefined,
  silenceMs: SilenceLimits,
): RunServiceHandlers {
  return {
    SubmitRun: (call, callback) =>
      answer(callback, async () => {
        const { request } = call;
        requireSameProtocol('client', request.protocolVersion);
        const config = decodeRunConfig(request.config);
        const run = await createRun(config, inputs, runsDir, dispatcher);
        await dispatcher.submit(run, principalOf(call));
        const page = httpAddress();
        return { runId: run.runId, ...(page && { httpAddress: page }) };
      }),
    ListRuns: ({ request }, callback) =>
      answer(callback, () => {
        const page = pageOf(dispatcher.runs, request.pageToken, (run) => run.summary());
        return { runs: page.items, nextPageToken: page.nextPageToken };
      }),
    WatchRun: (call) =>
      answerStream(call, async function* (signal) {
        const { runId, fromSequence, follow } = call.request;
        const { log } = dispatcher.run(runId);
        for await (const event of log.watch(fromSequence, follow, signal)) {
          yield encodeRunEvent(event);
        }
      }),
    FetchRunFiles: (call) =>
      answerStream(call, () => {
        const { runId, paths } = call.request;
        const run = dispatcher.run(runId);
        run.requireFiles();
        return run.folder.chunks(paths);
      }),
    ListWorkers: ({ request }, callback) =>
      answer(callback, () => {
        const page = pageOf(dispatcher.workers(), request.pageToken, (worker) => worker);
        return { workers: page.items, nextPageToken: page.nextPageToken };
      }),
    CancelRun: (call, callback) =>
      answer(callback, async () => {
        await dispatcher.cancel(call.request.runId, principalOf(call));
        return {};
      }),
    DeleteRun: (call, callback) =>
      answer(callback, async () => {
        const problem = await dispatcher.deletions.delete(call.request.runId, principalOf(call));
        return { folderProblem: problem ?? '' };
      }),
    DrainWorker: (call, callback) =>
      answer(callback, async () => {
        await dispatcher.drain(call.request.workerId, principalOf(call));
        return {};
      }),
    HasDataset: ({ request }, callback) =>
      answer(callback, async () => {
        const store = storeOf(request.kind, inputs);
        if (store.has(request.sha256)) return { present: true };
        const { bytes, headerSha256 } = await store.left(request.sha256);
        return { present: false, receivedBytes: bytes, headerSha256 };
      }),
    UploadDataset: (call, callback) =>
      answer(callback, async () => {
        await takeUpload(call, silenceMs.UploadDataset, inputs);
        return {};
      }),
  };
}

/**
 * @throws ChorusError `invalid` for a configuration, `not-found` for a dataset or weights that are not here, `unavailable` when too
 *   much waits already
 */
async function createRun(
  config: RunConfig,
  { datasets, weights }: RunInputs,
  runsDir: string,
  dispatcher: Dispatcher,
): Promise<Run> {
  for (const sha256 of givenFilesOf(config)) weights.requireHere(sha256);
  const testSet = await readTestSet(config, datasets);
  const members = resolveMembers(config);
  requireRoom(dispatcher.runs, members.length);
  makeRunsDir(runsDir);
  const runId = claimRunId(runsDir, (name) => dispatcher.hasRun(name));
  const folder = new RunFolder(runsDir, runId);
  try {
    const run = new Run(runId, config, members, folder, true);
    run.open(testSet);
    return run;
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** @throws as {@link createRun} does */
async function readTestSet(config: RunConfig, datasets: DatasetStore): Promise<TestSet> {
  await using dataset = await datasets.open(config.dataset.sha256);
  const { description, sha256 } = dataset;
  const trainLabels = await dataset.labels('train');
  checkRunConfig(config, { ...description, sha256, trainLabels });
  return await takeTestSet(dataset, config);
}

function storeOf(kind: InputKind, { datasets, weights }: RunInputs): DatasetStore | WeightsStore {
  const stores = { INPUT_KIND_DATASET: datasets, INPUT_KIND_WEIGHTS: weights };
  return ofKind<DatasetStore | WeightsStore>(stores, kind);
}

async function takeUpload(
  call: AsyncIterable<UploadDatasetRequest> & { readonly cancelled: boolean },
  silenceMs: number,
  { datasets, weights }: RunInputs,
): Promise<void> {
  const iterator = withIdleLimit(call, silenceMs)[Symbol.asyncIterator]();
  const first = await iterator.next();
  const { sha256, weightsSha256, offset = 0 } = first.done ? {} : first.value;
  const input = { offset: Number(offset), chunks: chunks() };
  if (weightsSha256 !== undefined) await weights.receive({ sha256: weightsSha256, ...input });
  else await datasets.receive({ sha256: required(sha256, 'sha256'), ...input });

  async function* chunks() {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      yield required(next.value.chunk, 'chunk');
    }
    if (await wasGivenUp(call)) throw new ChorusError('unavailable', 'the upload was cut off');
  }
}
