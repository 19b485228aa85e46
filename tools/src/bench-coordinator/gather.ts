import { ask } from '@chorus/client';
import { fakePredictions, FakeWorker } from '@chorus/coordinator/testing';
import { createRunClient, encodeRunConfig, PROTOCOL_VERSION } from '@chorus/proto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoordinatorProcess } from './coordinator-process.ts';
import { prepareTinyRun } from './tiny-run.ts';

const TEST_SAMPLES = 10_000;
const CLASSES = 10;
/** What uniform predictions are worth: all are class 0, every tenth image is. */
const EVALUATED = { testLoss: Math.log(CLASSES), testAccuracy: 1 / CLASSES };

/** Sends so many members' predictions to a coordinator that sums them up; measures its memory. */
export async function gather(members: number): Promise<{ seconds: number; memoryMb: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  const coordinator = await CoordinatorProcess.start(folder);
  const { address } = coordinator;
  try {
    const run = { members, epochs: 1, classes: CLASSES, testSamples: TEST_SAMPLES };
    const config = await prepareTinyRun(folder, run);
    const startMs = performance.now();
    const worker = new FakeWorker(address);
    const request = { protocolVersion: PROTOCOL_VERSION, config: encodeRunConfig(config) };
    const { runId } = await ask(address, 'SubmitRun', request);
    const predictions = fakePredictions(TEST_SAMPLES, CLASSES);
    for (let member = 1; member <= members; member++) {
      await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
    }
    await untilEnded(address, runId);
    const seconds = (performance.now() - startMs) / 1000;
    worker.vanish();
    return { seconds, memoryMb: coordinator.peakMemoryMb() };
  } finally {
    await coordinator.stop();
    rmSync(folder, { recursive: true });
  }
}

async function untilEnded(address: string, runId: string): Promise<void> {
  const client = createRunClient(address);
  await Array.fromAsync(client.watchRun({ runId, fromSequence: 1, follow: true }));
  client.close();
}
