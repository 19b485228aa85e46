import type { Dataset } from '@chorus/data';
import { ChorusError, createServer, v1, type CallLimits } from '@chorus/proto';
import { RunFolder, takeTestSet, type TestSet } from '@chorus/run-files';
import { DEFAULT_LOST_AFTER_MS } from '@chorus/scheduler';
import type { MetricsServer } from '@chorus/telemetry';
import type { Server } from '@grpc/grpc-js';
import { join } from 'node:path';
import { CoordinatorAudit } from '../audit/coordinator-audit.ts';
import { startHttpServer, type HttpOptions, type HttpServer } from '../http/start-http-server.ts';
import { MemoryJournal, type Journal } from '../journal/journal.ts';
import { SqliteJournal } from '../journal/sqlite-journal.ts';
import type { Run } from '../run/run.ts';
import { CoordinatorMetrics } from '../observers/coordinator-metrics.ts';
import type { CoordinatorTrust } from './coordinator-trust.ts';
import { DatasetStore } from './dataset-store.ts';
import { DiskReserve } from './disk-reserve.ts';
import { Dispatcher, TICK_INTERVAL_MS } from './dispatcher.ts';
import { listenForCalls, listenForMetrics } from './listen.ts';
import { makeRunsDir } from './make-runs-dir.ts';
import { allOf, type Observer } from '../observers/observer.ts';
import { DEFAULT_INPUT_BYTES } from './receive-input.ts';
import { runService, type RunInputs } from './run-service.ts';
import { addStandardServices } from './standard-services.ts';
import { SILENCE_MS, type SilenceLimits } from './stream-limits.ts';
import { Turns } from './turns.ts';
import { WeightsStore } from './weights-store.ts';
import { trustService } from './trust-service.ts';
import { workerService } from './worker-service.ts';

export type { CoordinatorTrust } from './coordinator-trust.ts';

/** How often uploads that nobody goes on with are looked for; each upload that ends does so, too. */
const TIDY_INTERVAL_MS = 60 * 60_000;

/** The journal's name in the folder of a coordinator's state. */
export const JOURNAL_FILE = 'journal.sqlite';

export interface CoordinatorOptions {
  /** HOST:PORT; port 0 takes a free one. */
  readonly listen: string;
  /** Where each run leaves a folder. */
  readonly runsDir: string;
  /** The folder of the journal. Default: none; runs then end with this process. */
  readonly state?: string | undefined;
  /** A worker that has not been heard from for this long is lost. Default: 15 seconds. */
  readonly lostAfterMs?: number | undefined;
  /**
   * How long files wait for room on disk, in milliseconds, before the coordinator stops. Default: not at
   * all, since one with a state goes on when it is started again.
   */
  readonly roomWaitMs?: number | undefined;
  /** Told what is odd but no error. Default: nobody. */
  readonly warn?: ((message: string) => void) | undefined;
  /** Told what happens. Default: nobody. */
  readonly observers?: readonly Observer[] | undefined;
  /** HOST:PORT where Prometheus finds /metrics. Default: nowhere. */
  readonly metrics?: string | undefined;
  /** The cache folder, CHORUS_HOME: datasets are in it. */
  readonly home: string;
  /** Where the live page is served. Default: nowhere. */
  readonly http?: HttpOptions | undefined;
  /** How long callers that stream may be silent, in milliseconds by RPC. Default: {@link SILENCE_MS}. */
  readonly silenceMs?: Partial<SilenceLimits> | undefined;
  /** Workers that are sent a dataset at once; the others wait. Default: {@link DEFAULT_FETCHES_AT_ONCE}. */
  readonly fetchesAtOnce?: number | undefined;
  /** The most bytes of a dataset, or of another file, that a client sends. Default: {@link DEFAULT_INPUT_BYTES}. */
  readonly datasetLimitBytes?: number | undefined;
  /** What stays free of the disk: 1 GiB, or a hundredth of it if that is less. */
  readonly keepFreeBytes?: number | undefined;
  /** How many calls are under way at once, by RPC, where that is not the usual. */
  readonly callLimits?: CallLimits | undefined;
  /** By what callers are known, and who of them may call. Default: whoever reaches it may do everything. */
  readonly trust?: CoordinatorTrust | undefined;
}

/** With so many, a line of 10 Gbit/s is full when each has a disk that writes 150 MB/s. */
export const DEFAULT_FETCHES_AT_ONCE = 8;

export interface Coordinator {
  /** HOST:PORT by which it can be dialled. */
  readonly address: string;
  /** HOST:PORT of /metrics, if it is served. */
  readonly metricsAddress: string | undefined;
  /** HOST:PORT of the live page, if it is served. */
  readonly httpAddress: string | undefined;
  /** Resolves when it had to stop by itself, with the reason: the journal, or a file, cannot be written. */
  readonly failed: Promise<Error>;
  /**
   * Takes a dataset that this process has written or checked in its cache: its runs need not check it again. One that is in
   * memory is given out although its file may be damaged meanwhile.
   */
  knowDataset(sha256: string, dataset?: Dataset): void;
  /** Disconnects everybody at once; with a journal, runs go on when it is started again. */
  stop(): Promise<void>;
}

/**
 * Starts a coordinator, which goes on with the runs that its journal holds; it serves when the promise
 * resolves.
 *
 * @throws ChorusError `invalid` when it cannot listen where it should, or cannot write the runs' folder;
 *   `refused` when another coordinator uses the same state; `corrupt` when the journal is damaged;
 *   DiskError when there is no room. Nothing is then left open, and it can be started again.
 */
export async function startCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  // Without a journal it may end before its first run, which needs it.
  if (options.state !== undefined) makeRunsDir(options.runsDir);
  const { home, datasetLimitBytes: mostBytes = DEFAULT_INPUT_BYTES } = options;
  const reserve = new DiskReserve(options.keepFreeBytes);
  const rules = { mostBytes, reserve };
  const datasets = new DatasetStore(home, rules);
  const weights = new WeightsStore(home, rules);
  const journal = openJournal(options.state);
  const failed = Promise.withResolvers<Error>();
  const metrics =
    options.metrics === undefined ? undefined : new CoordinatorMetrics(() => dispatcher);
  const opened: (() => void)[] = [() => journal.close()];
  // The dispatcher first: for it, connections that end are then no workers that are lost.
  const release = () => {
    opened.forEach((close) => close());
    audit?.close();
  };
  let dispatcher: Dispatcher;
  let audit: CoordinatorAudit | undefined;
  let metricsServer: MetricsServer | undefined;
  let http: HttpServer | undefined;
  let port: number;
  try {
    audit = openAudit(options, () => dispatcher);
    const told = [metrics, audit].flatMap((telling) => telling?.observer ?? []);
    const observers = [...(options.observers ?? []), ...told];
    dispatcher = restore({ ...options, observers, reserve }, journal, datasets, failed.resolve);
    opened[0] = () => dispatcher.close();
    leaveDeletedRuns(dispatcher.runs, options.warn ?? (() => {}));
    await reopenRuns(dispatcher, datasets);
    dispatcher.start();
    const { callLimits, trust } = options;
    const { isAdmitted } = trust ?? {};
    const server = createServer({ isAdmitted, callLimits, answered: audit?.answered });
    opened.push(() => server.forceShutdown());
    addServices(server, dispatcher, { datasets, weights }, options, () => http?.address);
    if (metrics) {
      const bound = (metricsServer = await listenForMetrics(
        options.metrics!,
        metrics.registry,
        trust,
      ));
      opened.push(() => bound.stop());
    }
    if (options.http) {
      const guarded = trust && { trust, orders: dispatcher, audit: audit?.record };
      const bound = (http = await startHttpServer(options.http, dispatcher, guarded));
      opened.push(() => bound.stop());
    }
    const listening = await listenForCalls(server, options.listen, trust);
    opened.push(() => listening.close());
    ({ port } = listening);
    void failed.promise.then(() => server.forceShutdown());
  } catch (error) {
    release();
    throw error;
  }
  const address = `${options.listen.slice(0, options.listen.lastIndexOf(':'))}:${port}`;
  audit?.started(address, options.trust !== undefined);
  const ticking = setInterval(() => dispatcher.tick(), TICK_INTERVAL_MS);
  opened.push(() => clearInterval(ticking));
  const tidy = () => void Promise.all([datasets.tidy(), weights.tidy()]).catch(() => {});
  tidy();
  const tidying = setInterval(tidy, TIDY_INTERVAL_MS);
  opened.push(() => clearInterval(tidying));
  return {
    address,
    metricsAddress: metricsServer?.address,
    httpAddress: http?.address,
    failed: failed.promise,
    knowDataset: (sha256, dataset) => datasets.know(sha256, dataset),
    async stop() {
      release();
    },
  };
}

function addServices(
  server: Server,
  dispatcher: Dispatcher,
  { datasets, weights }: RunInputs,
  { runsDir, ...options }: CoordinatorOptions,
  httpAddress: () => string | undefined,
): void {
  const silenceMs = { ...SILENCE_MS, ...options.silenceMs };
  const turns = new Turns(options.fetchesAtOnce ?? DEFAULT_FETCHES_AT_ONCE);
  const files = { INPUT_KIND_DATASET: datasets, INPUT_KIND_WEIGHTS: weights };
  const giving = { files, turns, stallMs: silenceMs.FetchDataset };
  server.addService(v1.WorkerService.service, workerService(dispatcher, giving, silenceMs));
  const service = runService(dispatcher, { datasets, weights }, runsDir, httpAddress, silenceMs);
  server.addService(v1.RunService.service, service);
  const { trust } = options;
  if (trust) server.addService(v1.TrustService.service, trustService(trust, trust.accounts));
  addStandardServices(server);
}

function openJournal(state: string | undefined): Journal {
  return state === undefined ? new MemoryJournal() : new SqliteJournal(join(state, JOURNAL_FILE));
}

/** Without a state there is nobody whom it would serve: the coordinator ends with its command. */
function openAudit(
  { state, warn = () => {}, trust }: CoordinatorOptions,
  workers: () => Dispatcher,
): CoordinatorAudit | undefined {
  if (state === undefined) return undefined;
  return new CoordinatorAudit({
    folder: state,
    warn,
    workers,
    letInBy: (identity) => trust?.letInBy?.(identity),
  });
}

function restore(
  {
    runsDir,
    lostAfterMs = DEFAULT_LOST_AFTER_MS,
    roomWaitMs = 0,
    warn = () => {},
    observers = [],
    reserve,
  }: CoordinatorOptions & { readonly reserve: DiskReserve },
  journal: Journal,
  datasets: DatasetStore,
  onFailure: (error: Error) => void,
): Dispatcher {
  return new Dispatcher({
    journal,
    datasets,
    lostAfterMs,
    roomWaitMs,
    reserve,
    folderOf: (runId) => new RunFolder(runsDir, runId),
    warn,
    observer: allOf(observers, warn),
    onFailure,
  });
}

/** A run whose dataset or folder is no longer what it was cannot go on; the others can. */
async function reopenRuns(dispatcher: Dispatcher, datasets: DatasetStore): Promise<void> {
  for (const run of dispatcher.runs) {
    if (run.hasEnded) continue;
    let testSet: TestSet;
    try {
      await using dataset = await datasets.open(run.config.dataset.sha256);
      testSet = await takeTestSet(dataset, run.config);
    } catch (error) {
      dispatcher.abandon(run, ChorusError.from(error).message);
      continue;
    }
    try {
      run.open(testSet);
    } catch (error) {
      dispatcher.giveUp(run, error);
    }
  }
}

/** Runs are made to be deleted: those whose folders are gone are named, and left alone. */
function leaveDeletedRuns(runs: readonly Run[], warn: (message: string) => void): void {
  const deleted = runs.filter(({ hasEnded, folder }) => hasEnded && folder.problem !== undefined);
  if (deleted.length === 0) return;
  for (const { log } of deleted) log.forget();
  const names = deleted.map(({ runId }) => runId).join(', ');
  warn(`the folders of these runs are gone, so that nothing of them can be shown: ${names}`);
}
