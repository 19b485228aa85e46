import { startCoordinator, type Coordinator } from '@chorus/coordinator';
import type { Dataset } from '@chorus/data';
import {
  createRunClient,
  decodeRunEvents,
  encodeRunConfig,
  PROTOCOL_VERSION,
  type RunEvent,
} from '@chorus/proto';
import type { Report } from '@chorus/run-view';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportOf } from './report-of.ts';
import { keepShapes, shapesDataset } from './shapes-dataset.ts';
import { smallRun, type SmallRun } from './small-run.ts';
import { WorkerProcess } from './worker-process.ts';

export interface ClusterOptions {
  readonly empty?: boolean;
  /** HOST:PORT of the coordinator's /metrics. Default: nowhere. */
  readonly metrics?: string;
  /** A built page, which is then served. Default: none. */
  readonly pageDir?: string;
  /** Starts the coordinator elsewhere than in this process. */
  readonly startCoordinator?: (options: StartOptions) => Promise<ClusterCoordinator>;
}

/** How a cluster's coordinator is started, and what of it is used. */
export type StartOptions = Parameters<typeof startCoordinator>[0];
export type ClusterCoordinator = Pick<
  Coordinator,
  'address' | 'metricsAddress' | 'httpAddress' | 'stop'
>;

/** A real coordinator on loopback, real worker processes, and a folder that goes when they go. */
export class TestCluster {
  readonly folder: string;
  readonly dataset: Dataset;
  readonly #coordinator: ClusterCoordinator;
  readonly #workers: WorkerProcess[] = [];
  readonly #client: ReturnType<typeof createRunClient>;

  private constructor(folder: string, dataset: Dataset, coordinator: ClusterCoordinator) {
    this.folder = folder;
    this.dataset = dataset;
    this.#coordinator = coordinator;
    this.#client = createRunClient(coordinator.address);
  }

  /** The coordinator holds the dataset `shapes`, unless it is to have none; no worker does. */
  static async start({
    empty = false,
    metrics,
    pageDir,
    startCoordinator: start = startCoordinator,
  }: ClusterOptions = {}): Promise<TestCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
    const home = join(folder, 'coordinator-home');
    const dataset = await (empty ? shapesDataset(home) : keepShapes(home));
    const runsDir = join(folder, 'runs');
    const listen = '127.0.0.1:0';
    const http = pageDir === undefined ? undefined : { listen, pageDir };
    const coordinator = await start({ listen, runsDir, home, metrics, http });
    return new TestCluster(folder, dataset, coordinator);
  }

  get address(): string {
    return this.#coordinator.address;
  }

  get metricsAddress(): string | undefined {
    return this.#coordinator.metricsAddress;
  }

  /** HOST:PORT of the page, if it is served. */
  get httpAddress(): string {
    return this.#coordinator.httpAddress!;
  }

  /** A worker whose cache of datasets is empty. */
  startWorker(args: readonly string[] = []): WorkerProcess {
    const home = join(this.folder, `worker-home-${this.#workers.length}`);
    const worker = new WorkerProcess(
      this.address,
      { CHORUS_HOME: home, CHORUS_DATA_DIR: '' },
      args,
    );
    this.#workers.push(worker);
    return worker;
  }

  /** Submits a run of a few hundred images; resolves with its id. */
  submit(run: SmallRun = {}): Promise<string> {
    const config = smallRun(this.dataset, run);
    return new Promise((resolve, reject) => {
      const request = { protocolVersion: PROTOCOL_VERSION, config: encodeRunConfig(config) };
      this.#client.submitRun(request, (error, response) => {
        if (error) reject(error);
        else resolve(response!.runId);
      });
    });
  }

  /** The run's events, from the first one on, until it ends. */
  async *watch(runId: string, fromSequence = 1): AsyncGenerator<RunEvent> {
    const call = this.#client.watchRun({ runId, fromSequence, follow: true });
    yield* decodeRunEvents(call);
  }

  /** Waits for the run's end. @returns its events and report */
  async finish(runId: string): Promise<{ events: RunEvent[]; report: Report }> {
    const events: RunEvent[] = [];
    for await (const event of this.watch(runId)) events.push(event);
    const output = () => this.#workers.map((worker) => worker.output).join('\n---\n');
    return { events, report: reportOf(events, this.runFolder(runId), output) };
  }

  runFolder(runId: string): string {
    return join(this.folder, 'runs', runId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    for (const worker of this.#workers) worker.kill();
    await Promise.all(this.#workers.map((worker) => worker.end()));
    await this.#coordinator.stop();
    await rm(this.folder, { recursive: true });
  }
}
