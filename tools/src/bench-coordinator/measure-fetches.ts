import { ask } from '@chorus/client';
import { DatasetWriter } from '@chorus/data';
import { createWorkerClient } from '@chorus/proto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CoordinatorProcess } from './coordinator-process.ts';

/** Bytes of a sample, a picture of 256 × 256 pixels. */
const SAMPLE_BYTES = 256 * 256 * 3;
const BYTES_PER_MB = 1_000_000;
/** How often somebody asks for the list of runs meanwhile. */
const QUESTION_INTERVAL_MS = 50;

/** What sending a dataset to many workers costs. */
export interface Fetches {
  readonly seconds: number;
  /** The coordinator's memory before the first one came, and at most, in MB. */
  readonly idleMemoryMb: number;
  readonly memoryMb: number;
  readonly cpuSeconds: number;
  /** Workers that were told that they must wait. */
  readonly waited: number;
  /** How long the answers to those took who asked for the list of runs meanwhile. */
  readonly latenciesMs: readonly number[];
}

/** Lets so many workers fetch a dataset of so many MB at the same time; they keep nothing of it. */
export async function measureFetches(workers: number, megabytes: number): Promise<Fetches> {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  const { path, sha256 } = await writeDataset(folder, megabytes);
  const fileBytes = statSync(path).size;
  const coordinator = await CoordinatorProcess.start(folder);
  const { address } = coordinator;
  try {
    const idleMemoryMb = coordinator.peakMemoryMb();
    const done = new AbortController();
    const asking = askForRuns(address, done.signal);
    const [startMs, startCpuSeconds] = [performance.now(), coordinator.cpuSeconds()];
    const fetched = await Promise.all(
      Array.from({ length: workers }, () => fetch(address, sha256)),
    );
    const seconds = (performance.now() - startMs) / 1000;
    done.abort();
    for (const { bytes } of fetched) {
      if (bytes !== fileBytes) throw new Error(`a worker got ${bytes} of ${fileBytes} bytes`);
    }
    return {
      seconds,
      idleMemoryMb,
      memoryMb: coordinator.peakMemoryMb(),
      cpuSeconds: coordinator.cpuSeconds() - startCpuSeconds,
      waited: fetched.filter(({ waited }) => waited).length,
      latenciesMs: await asking,
    };
  } finally {
    await coordinator.stop();
    rmSync(folder, { recursive: true });
  }
}

async function writeDataset(home: string, megabytes: number) {
  const trainSamples = Math.round((megabytes * BYTES_PER_MB) / SAMPLE_BYTES);
  const writer = await DatasetWriter.create(home, {
    ...{ name: 'shapes', synthetic: true, classes: ['a', 'b'], trainSamples, testSamples: 1 },
    sample: { shape: [256, 256, 3], type: 'uint8' },
  });
  const picture = new Uint8Array(SAMPLE_BYTES).map((_, at) => at % 251);
  for (let sample = 0; sample < trainSamples; sample++) {
    await writer.add('train', picture, Int32Array.of(sample % 2));
  }
  await writer.add('test', picture, Int32Array.of(0));
  return writer.finish();
}

async function fetch(address: string, sha256: string): Promise<{ bytes: number; waited: boolean }> {
  const client = createWorkerClient(address);
  let bytes = 0;
  let waited = false;
  try {
    for await (const { chunk, waitingFor } of client.fetchDataset({ sha256 })) {
      if (waitingFor) waited = true;
      if (chunk) bytes += chunk.length;
    }
    return { bytes, waited };
  } finally {
    client.close();
  }
}

async function askForRuns(address: string, done: AbortSignal): Promise<number[]> {
  const latenciesMs: number[] = [];
  while (!done.aborted) {
    const startMs = performance.now();
    await ask(address, 'ListRuns', {});
    latenciesMs.push(performance.now() - startMs);
    await delay(QUESTION_INTERVAL_MS);
  }
  return latenciesMs;
}
