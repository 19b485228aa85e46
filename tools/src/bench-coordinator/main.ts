/**
 * `npm run bench:coordinator`: simulated workers over real gRPC against a real coordinator with its
 * journal on disk. One line per number of workers, then one per number of members whose predictions
 * are gathered, then the start on a journal of many records, then a dataset that many fetch at once.
 * With `--tls` instead: mutual TLS beside plain text.
 */
import { ask, listAllWorkers } from '@chorus/client';
import { encodeRunConfig, PROTOCOL_VERSION } from '@chorus/proto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { compareTls } from './compare-tls.ts';
import { CoordinatorProcess } from './coordinator-process.ts';
import { EpochWatcher } from './epoch-watcher.ts';
import { gather } from './gather.ts';
import { measureFetches } from './measure-fetches.ts';
import { measureStarts, type Start } from './measure-starts.ts';
import { quantile } from './quantile.ts';
import { sendReports } from './send-reports.ts';
import { SimulatedWorker } from './simulated-worker.ts';
import { prepareTinyRun } from './tiny-run.ts';

const { values } = parseArgs({
  options: {
    workers: { type: 'string' },
    members: { type: 'string', default: '20,200' },
    epochs: { type: 'string', default: '15' },
    /** Reports per second of all workers together; 0: as many as the coordinator takes. */
    rate: { type: 'string', default: '5000' },
    /** Records of a journal on which a coordinator is started. */
    records: { type: 'string', default: '300000' },
    /** Workers that fetch a dataset at the same time. */
    fetches: { type: 'string', default: '100' },
    /** The dataset's size in MB. */
    dataset: { type: 'string', default: '200' },
    /** Measures nothing but mutual TLS beside plain text. */
    tls: { type: 'boolean', default: false },
    /** Alternating rounds of it. */
    rounds: { type: 'string', default: '5' },
    /** Machines that join at once with a token, from one address. */
    joins: { type: 'string', default: '60' },
  },
});

/** Reports before the measurement, so that the coordinator runs compiled code as after a minute of use. */
const WARM_UP_REPORTS = 5_000;
/** Measured, at least: few workers report more epochs. */
const LEAST_REPORTS = 15_000;
/** Workers that connect at the same time. */
const CONNECTING = 50;

const rate = Number(values.rate);
if (values.tls) {
  const [workers = 1_000] = numbers(values.workers ?? '');
  await compareTls({
    workers,
    rate,
    rounds: Number(values.rounds),
    joins: Number(values.joins),
    print: (line) => process.stdout.write(`${line}\n`),
  });
  process.exit();
}
const COLUMNS =
  'workers  epochs/s  p50 ms  p99 ms  memory MB  CPU %  CPU µs/report  journal B/report';
process.stdout.write(`${COLUMNS}\n`);
for (const workers of numbers(values.workers ?? '10,100,1000,2000')) {
  process.stdout.write(`${formatRow(await measure(workers))}\n`);
}
for (const members of numbers(values.members)) {
  const { seconds, memoryMb } = await gather(members);
  process.stdout.write(
    `${members} members' predictions [10000, 10] gathered and summed: ` +
      `${seconds.toFixed(1)} s, coordinator at most ${memoryMb.toFixed(0)} MB\n`,
  );
}
for (const records of numbers(values.records)) {
  const { runs, fromJournal, fromSnapshot } = await measureStarts(records);
  process.stdout.write(
    `${records} records of ${runs} runs: a start takes ${formatStart(fromJournal)} from the journal, ` +
      `${formatStart(fromSnapshot)} from a snapshot\n`,
  );
}
for (const fetches of numbers(values.fetches)) {
  const { seconds, idleMemoryMb, memoryMb, cpuSeconds, waited, latenciesMs } = await measureFetches(
    fetches,
    Number(values.dataset),
  );
  process.stdout.write(
    `${fetches} workers fetch a dataset of ${values.dataset} MB, ${waited} of them waited: ${seconds.toFixed(1)} s, ` +
      `${cpuSeconds.toFixed(1)} s of CPU time, coordinator at most ${memoryMb.toFixed(0)} MB (${idleMemoryMb.toFixed(0)} MB ` +
      `before); lists of runs meanwhile took ${quantile(latenciesMs, 0.5).toFixed(0)} ms at p50, ` +
      `${quantile(latenciesMs, 0.99).toFixed(0)} ms at p99\n`,
  );
}
process.exit();

function formatStart({ seconds, cpuSeconds, memoryMb }: Start): string {
  return `${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of CPU time) and ${memoryMb.toFixed(0)} MB`;
}

/** `10,100`; nothing for an empty text. */
function numbers(text: string): number[] {
  return text.split(',').filter(Boolean).map(Number);
}

interface Measured {
  readonly workers: number;
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
  readonly memoryMb: number;
  readonly cpuShare: number;
  readonly cpuSecondsPerReport: number;
  readonly bytesPerReport: number;
}

async function measure(workerCount: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  const coordinator = await CoordinatorProcess.start(folder);
  const { address } = coordinator;
  try {
    const warmUpEpochs = Math.ceil(WARM_UP_REPORTS / workerCount);
    const epochs = Math.max(Number(values.epochs), Math.ceil(LEAST_REPORTS / workerCount));
    const all = warmUpEpochs + epochs;
    const run = { members: workerCount, epochs: all, classes: 2, testSamples: 8 };
    const config = await prepareTinyRun(folder, run);
    const workers = await connect(address, workerCount);
    const request = { protocolVersion: PROTOCOL_VERSION, config: encodeRunConfig(config) };
    const { runId } = await ask(address, 'SubmitRun', request);
    await Promise.all(workers.map(({ assigned }) => assigned));
    for (const worker of workers) worker.start();
    await Promise.all(workers.map((worker) => worker.ready(0)));

    const reports = workerCount * epochs;
    const watcher = new EpochWatcher({
      address,
      runId,
      members: workerCount,
      after: warmUpEpochs,
    });
    await sendReports(workers, { from: 1, to: warmUpEpochs, rate });
    await watcher.reached(warmUpEpochs);
    const [cpuBefore, bytesBefore] = [coordinator.cpuSeconds(), coordinator.journalBytes()];
    const startMs = performance.now();
    await sendReports(workers, { from: warmUpEpochs + 1, to: all, rate });
    await watcher.reached(all);
    const seconds = (performance.now() - startMs) / 1000;
    const cpuSeconds = coordinator.cpuSeconds() - cpuBefore;
    for (const worker of workers) worker.close();
    return {
      workers: workerCount,
      perSecond: reports / seconds,
      latenciesMs: await watcher.end(),
      memoryMb: coordinator.peakMemoryMb(),
      cpuShare: cpuSeconds / seconds,
      cpuSecondsPerReport: cpuSeconds / reports,
      bytesPerReport: (coordinator.journalBytes() - bytesBefore) / reports,
    };
  } finally {
    await coordinator.stop();
    rmSync(folder, { recursive: true });
  }
}

async function connect(address: string, count: number): Promise<SimulatedWorker[]> {
  const workers: SimulatedWorker[] = [];
  for (let index = 0; index < count; index++) {
    workers.push(new SimulatedWorker(address, index));
    if (index % CONNECTING === CONNECTING - 1) await delay(20);
  }
  for (;;) {
    const known = await listAllWorkers(address, { timeoutMs: 60_000 });
    if (known.length === count) return workers;
    await delay(50);
  }
}

function formatRow(measured: Measured): string {
  const { workers, perSecond, latenciesMs, memoryMb, cpuShare } = measured;
  const columns = [
    String(workers),
    perSecond.toFixed(0),
    quantile(latenciesMs, 0.5).toFixed(1),
    quantile(latenciesMs, 0.99).toFixed(1),
    memoryMb.toFixed(0),
    (cpuShare * 100).toFixed(0),
    (measured.cpuSecondsPerReport * 1e6).toFixed(0),
    measured.bytesPerReport.toFixed(0),
  ];
  const widths = COLUMNS.split(/ {2,}/).map(({ length }) => length);
  return columns.map((text, index) => text.padStart(widths[index]!)).join('  ');
}
