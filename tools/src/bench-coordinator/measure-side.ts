import { createRunClient, encodeRunConfig, PROTOCOL_VERSION, type RunConfig } from '@chorus/proto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAll } from './connect-all.ts';
import { CoordinatorProcess } from './coordinator-process.ts';
import { quantile } from './quantile.ts';
import { sendReports } from './send-reports.ts';
import type { SimulatedWorker } from './simulated-worker.ts';
import type { SiteTrust } from './site-trust.ts';
import { prepareTinyRun } from './tiny-run.ts';

/** What is measured of a coordinator, in plain text or with TLS. */
export interface SideFigures {
  /** Workers let in per second, when all connect at once. */
  readonly connectsPerSecond: number;
  /** How long it takes until all are back at a coordinator that was killed, from when it listens again, in seconds. */
  readonly returnSeconds: number;
  /** How often a worker was not let in by a coordinator that listened, and tried again. */
  readonly retries: number;
  /** Reports per second, as many as it takes. */
  readonly reportsPerSecond: number;
  /** How long a report waits for its acknowledgement at the rate that was asked for, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the coordinator's CPU time, at that rate. */
  readonly cpuMicrosPerReport: number;
  /** The coordinator's largest resident memory. */
  readonly memoryMb: number;
}

export interface SideOptions {
  readonly workers: number;
  /** Reports per second at which acknowledgements are measured. */
  readonly rate: number;
  /** Undefined: plain text. */
  readonly trust: SiteTrust | undefined;
}

const WARM_UP_REPORTS = 5_000;
/** Reports of each of the two measurements. */
const MEASURED_REPORTS = 30_000;

/** Measures one side once, with a coordinator and a state of its own. */
export async function measureSide(options: SideOptions): Promise<SideFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  options.trust?.copyTo(join(folder, 'state'));
  let coordinator = await CoordinatorProcess.start(folder);
  try {
    const { address } = coordinator;
    const connecting = await timeConnects(address, options);
    await coordinator.kill();
    const returning = connectAll(address, options.workers, options.trust?.workers);
    coordinator = await CoordinatorProcess.start(folder, address);
    const listenMs = performance.now();
    const { workers, failuresMs } = await returning;
    const returnSeconds = (performance.now() - listenMs) / 1000;
    const reports = await measureReports(folder, coordinator, workers, options);
    for (const worker of workers) worker.close();
    return {
      connectsPerSecond: options.workers / connecting.seconds,
      returnSeconds,
      retries: connecting.retries + failuresMs.filter((failedMs) => failedMs > listenMs).length,
      ...reports,
      memoryMb: coordinator.peakMemoryMb(),
    };
  } finally {
    await coordinator.stop();
    rmSync(folder, { recursive: true });
  }
}

async function timeConnects(address: string, { workers: count, trust }: SideOptions) {
  const startMs = performance.now();
  const { workers, failuresMs } = await connectAll(address, count, trust?.workers);
  const seconds = (performance.now() - startMs) / 1000;
  for (const worker of workers) worker.close();
  return { seconds, retries: failuresMs.length };
}

async function measureReports(
  folder: string,
  coordinator: CoordinatorProcess,
  workers: readonly SimulatedWorker[],
  { rate, trust }: SideOptions,
) {
  const warmUp = Math.ceil(WARM_UP_REPORTS / workers.length);
  const epochs = Math.ceil(MEASURED_REPORTS / workers.length);
  const run = { members: workers.length, epochs: warmUp + 2 * epochs, classes: 2, testSamples: 8 };
  await submit(coordinator.address, await prepareTinyRun(folder, run), trust);
  await Promise.all(workers.map(({ assigned }) => assigned));
  for (const worker of workers) worker.start();
  await send(1, warmUp, 0);
  const reports = workers.length * epochs;
  const { seconds } = await send(warmUp + 1, warmUp + epochs, 0);
  const paced = await send(warmUp + epochs + 1, warmUp + 2 * epochs, rate);
  return {
    reportsPerSecond: reports / seconds,
    p50Ms: quantile(paced.latenciesMs, 0.5),
    p99Ms: quantile(paced.latenciesMs, 0.99),
    cpuMicrosPerReport: (paced.cpuSeconds * 1e6) / reports,
  };

  /** Sends these epochs of all workers, until every one is acknowledged. */
  async function send(from: number, to: number, rate: number) {
    for (const worker of workers) worker.takeLatencies();
    const cpuBefore = coordinator.cpuSeconds();
    const startMs = performance.now();
    await sendReports(workers, { from, to, rate });
    await Promise.all(workers.map((worker) => worker.ready(0)));
    const seconds = (performance.now() - startMs) / 1000;
    const latenciesMs = workers.flatMap((worker) => worker.takeLatencies());
    return { seconds, latenciesMs, cpuSeconds: coordinator.cpuSeconds() - cpuBefore };
  }
}

async function submit(address: string, config: RunConfig, trust?: SiteTrust): Promise<void> {
  const client = createRunClient(address, trust?.operator);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const request = { protocolVersion: PROTOCOL_VERSION, config: encodeRunConfig(config) };
  client.submitRun(request, (error) => (error ? reject(error) : resolve()));
  await promise.finally(() => client.close());
}
