import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, CLASSES, EVALUATED, PERFECT, TEST_SAMPLES } from '../../server/testing/bench.ts';
import { fakePredictions } from '../../server/testing/fake-worker.ts';

/**
 * Leaves the folder of a finished run of two unlike members with validation samples.
 *
 * @param folder where it is to be; it must not be there yet
 * @returns the run's id
 */
export async function finishRun(folder: string): Promise<string> {
  await using bench = await Bench.start();
  const runId = await bench.submit({ members: 2, validationSamples: 2 });
  const worker = bench.connect();
  const uniform = fakePredictions(TEST_SAMPLES, CLASSES);
  await worker.succeed(await worker.next('assignment'), uniform, EVALUATED);
  await worker.succeed(await worker.next('assignment'), bench.perfectPredictions(), PERFECT);
  await bench.eventsUntil(runId, 'finished');
  cpSync(join(bench.runsDir, runId), folder, { recursive: true });
  return runId;
}
