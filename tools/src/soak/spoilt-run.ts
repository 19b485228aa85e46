import type { SeededRandom } from '@chorus/data';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FaultyCluster } from '../end-to-end/faulty-cluster.ts';
import type { SmallRun } from '../end-to-end/small-run.ts';
import { within } from '../end-to-end/within.ts';
import { between, pause, type Fault } from './faults.ts';

/** A fault comes so long after the one before has been put right. */
const CALM_MS = [500, 3000] as const;
const WORKERS = 2;

/** How a run is spoilt, and what it must end with. */
export interface SpoiltRunOptions {
  readonly run: SmallRun;
  /** The faults in the order in which they are injected, as long as the run goes on. */
  readonly faults: readonly Fault[];
  readonly random: SeededRandom;
  /** SHA-256 of each member's predictions; undefined: not known yet. */
  readonly expected?: readonly string[];
  /** The time limit of the whole run. */
  readonly limitMs: number;
  /** Aborted: no further fault is injected. */
  readonly timeIsUp?: AbortSignal;
  /** Aborted: everything ends at once. */
  readonly interrupted: AbortSignal;
}

/** How it went. */
export interface SpoiltRun {
  /** The names of the faults that have hit something. */
  readonly injected: readonly string[];
  /** SHA-256 of each member's predictions; empty when the run did not end well. */
  readonly digests: readonly string[];
  /** Members whose result is another one or missing. */
  readonly lost: number;
  /** What went wrong, and where to look. Undefined: nothing. */
  readonly problem?: string;
  readonly seconds: number;
}

/** Trains a small run on a cluster of its own, spoils it, and checks what it ends with. */
export async function spoilRun(options: SpoiltRunOptions): Promise<SpoiltRun> {
  const { run, expected = [], limitMs, interrupted } = options;
  const startMs = performance.now();
  await using cluster = await FaultyCluster.start();
  const injected: string[] = [];
  const ended = new AbortController();
  const over = AbortSignal.any([ended.signal, interrupted]);
  let digests: string[] = [];
  let spoiling: Promise<void> | undefined;
  let problem: string | undefined;
  try {
    for (let count = 0; count < WORKERS; count++) cluster.startWorker();
    const runId = await cluster.submit(run);
    spoiling = spoil(cluster, options, over, injected);
    const finishing = check(cluster, runId).finally(() => ended.abort());
    // A fault that ends badly is told when it is known what has become of the run.
    spoiling.catch(() => {});
    digests = await within(limitMs, 'the run', finishing, interrupted);
    await spoiling;
    const living = cluster.workers.filter(({ alive }) => alive).length;
    if (living !== WORKERS) throw new Error(`${WORKERS - living} workers ended by themselves`);
  } catch (error) {
    problem = interrupted.aborted ? 'interrupted' : describe(cluster, error);
  } finally {
    ended.abort();
    // What it starts must be there to be ended.
    await spoiling?.catch(() => {});
  }
  const lost = interrupted.aborted
    ? 0
    : expected.filter((digest, index) => digests[index] !== digest).length;
  if (lost > 0) problem ??= describe(cluster, new Error('results are not those without faults'));
  const seconds = (performance.now() - startMs) / 1000;
  return { injected, digests, lost, seconds, ...(problem !== undefined && { problem }) };
}

async function spoil(
  cluster: FaultyCluster,
  { faults, random, timeIsUp }: SpoiltRunOptions,
  over: AbortSignal,
  injected: string[],
): Promise<void> {
  for (const fault of faults) {
    await pause(between(CALM_MS, random), over);
    if (over.aborted || timeIsUp?.aborted) return;
    injected.push(fault.name);
    if (!(await fault.inject(cluster, random, over))) injected.pop();
  }
}

/** @returns the digests of the run's results, after its end */
async function check(cluster: FaultyCluster, runId: string): Promise<string[]> {
  const { events, report } = await cluster.finish(runId);
  for (const { member } of report.members) {
    const results = events.filter((event) => event.type === 'done' && event.member === member);
    if (results.length !== 1) {
      throw new Error(`member ${member} has ${results.length} results`);
    }
  }
  return report.members.map(({ predictionsSha256 }) => predictionsSha256);
}

/** Keeps everything that tells what went wrong. @returns one line */
function describe(cluster: FaultyCluster, error: unknown): string {
  cluster.keepsFolder = true;
  writeFileSync(join(cluster.folder, 'output.txt'), cluster.output());
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split('\n')[0]} (journal and output: ${cluster.folder})`;
}
