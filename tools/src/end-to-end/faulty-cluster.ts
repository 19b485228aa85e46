import { ChorusProcess } from '@chorus/chorus/testing';
import { followRun, submitRun } from '@chorus/client';
import { datasetFilePath, type Dataset } from '@chorus/data';
import type { RunEvent } from '@chorus/proto';
import type { Report } from '@chorus/run-view';
import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultProxy } from './fault-proxy.ts';
import { reportOf } from './report-of.ts';
import { keepShapes } from './shapes-dataset.ts';
import { smallRun, type SmallRun } from './small-run.ts';
import { WorkerProcess } from './worker-process.ts';

/** A worker that is silent or away for so long is lost: just longer than it may pause between two dials. */
export const LOST_AFTER_SECONDS = 8;

/**
 * Coordinator and workers as processes, with a network between them that can be spoilt, so that any
 * of them can be killed, frozen and started again.
 */
export class FaultyCluster {
  readonly folder: string;
  readonly state: string;
  readonly dataset: Dataset;
  /** The proxy between the coordinator and everybody else. */
  proxy!: FaultProxy;
  readonly workers: WorkerProcess[] = [];
  /** True: the folder stays, with the journal in it, for whoever looks for what went wrong. */
  keepsFolder = false;
  #coordinator: ChorusProcess | undefined;
  readonly #home: string;

  private constructor(folder: string, state: string, home: string, dataset: Dataset) {
    this.folder = folder;
    this.state = state;
    this.#home = home;
    this.dataset = dataset;
  }

  /** @param state where the coordinator keeps its state; default: in a folder of its own */
  static async start(state?: string): Promise<FaultyCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'chorus-faults-'));
    const home = join(folder, 'home');
    const dataset = await keepShapes(home);
    const cluster = new FaultyCluster(folder, state ?? join(folder, 'state'), home, dataset);
    mkdirSync(cluster.state, { recursive: true });
    const address = await cluster.startCoordinator();
    cluster.proxy = await FaultProxy.start(address);
    return cluster;
  }

  /** Starts the coordinator, also after it was killed: it has another address then, and the proxy leads there. */
  async startCoordinator(): Promise<string> {
    const where = ['--listen', '127.0.0.1:0', '--state', this.state];
    const args = ['serve', ...where, '--lost-after', String(LOST_AFTER_SECONDS)];
    const coordinator = new ChorusProcess(args, { CHORUS_HOME: this.#home });
    this.#coordinator = coordinator;
    const address = await coordinator.listens();
    if (this.proxy) {
      this.proxy.target = address;
      this.proxy.cut();
    }
    return address;
  }

  get coordinator(): ChorusProcess {
    return this.#coordinator!;
  }

  async killCoordinator(): Promise<void> {
    this.coordinator.child.kill('SIGKILL');
    await this.coordinator.end();
  }

  /** All workers share one cache: which of them trains what makes no difference. */
  startWorker(args: readonly string[] = []): WorkerProcess {
    const environment = { CHORUS_HOME: this.#home, CHORUS_DATA_DIR: '' };
    const worker = new WorkerProcess(this.proxy.address, environment, args);
    this.workers.push(worker);
    return worker;
  }

  async submit(run: SmallRun = {}): Promise<string> {
    const path = datasetFilePath(this.#home, this.dataset.sha256);
    const config = smallRun(this.dataset, run);
    const { runId } = await submitRun(this.proxy.address, config, { dataset: path }, () => {});
    return runId;
  }

  /** The run's events until it ends, whatever happens to the connection. */
  watch(runId: string): AsyncGenerator<RunEvent> {
    return followRun({ address: this.proxy.address, runId, follow: true });
  }

  /**
   * Waits for the run's end and checks what must hold whatever has happened: it succeeded, its events
   * are numbered without gaps (C6), and its predictions are those that its report names.
   */
  async finish(runId: string): Promise<{ events: RunEvent[]; report: Report }> {
    const events: RunEvent[] = [];
    for await (const event of this.watch(runId)) if (event.sequence > 0) events.push(event);
    const folder = join(this.state, 'runs', runId);
    const report = reportOf(events, folder, () => this.output());
    const gap = events.findIndex(({ sequence }, index) => sequence !== index + 1);
    if (gap >= 0) throw new Error(`event ${gap + 1} is missing`);
    for (const { member, predictionsSha256 } of report.members) {
      const path = join(folder, 'predictions', `member-${member}.npy`);
      if (digestOfNpy(path) !== predictionsSha256) {
        throw new Error(`${path} is not what was accepted`);
      }
    }
    return { events, report };
  }

  /** What everybody has printed, for a failure's message. */
  output(): string {
    const { stdout, stderr } = this.coordinator;
    return [stdout, stderr, ...this.workers.map(({ output }) => output)].join('\n---\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.proxy.setBlackhole(false);
    for (const worker of this.workers) {
      // A trainer that is frozen would not see that its worker is gone.
      worker.thaw();
      worker.kill();
    }
    await Promise.all(this.workers.map((worker) => worker.end()));
    await this.killCoordinator();
    await this.proxy.close();
    if (!this.keepsFolder) await rm(this.folder, { recursive: true });
  }
}

/** SHA-256 of the numbers in a NumPy file of version 1. */
function digestOfNpy(path: string): string {
  const bytes = readFileSync(path);
  const data = bytes.subarray(10 + bytes.readUInt16LE(8));
  return hash('sha256', data);
}
