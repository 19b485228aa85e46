import { SqliteJournal, type JournalRecord } from '@chorus/coordinator';
import { sampleConfig } from '@chorus/run-config/testing';
import { RULES_VERSION, type Report } from '@chorus/scheduler';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const MEMBERS = 10;
const EPOCHS = 15;
const BY = { name: 'anybody' };
const SHA256 = 'ab'.repeat(32);

/**
 * Writes a journal as years leave one: runs of ten members and 15 epochs, one after the other, each of
 * which has succeeded. Their folders are empty, so that the first start writes their events.
 *
 * @param path the journal's file, which is made
 * @param records so many at least
 * @returns how many runs there are
 */
export function writeJournal(path: string, runsDir: string, records: number): number {
  const journal = new SqliteJournal(path);
  let [runs, written, atMs] = [0, 0, Date.UTC(2024, 0, 1)];
  const append = (bodies: readonly object[]) => {
    written += bodies.length;
    journal.append(bodies.map((body) => ({ atMs: (atMs += 100), ...body }) as JournalRecord));
  };
  const workers = Array.from({ length: MEMBERS }, (_, index) => `worker-${index}`);
  append([{ type: 'coordinator-started', lostAfterMs: 15_000, rules: RULES_VERSION }]);
  append(workers.map(joined));
  while (written < records) {
    runs += 1;
    const runId = `run-${String(runs).padStart(6, '0')}`;
    mkdirSync(join(runsDir, runId), { recursive: true });
    append(recordsOf(runId, workers));
  }
  append([{ type: 'coordinator-started', lostAfterMs: 15_000, rules: RULES_VERSION }]);
  journal.close();
  return runs;
}

function joined(workerId: string): object {
  const description = { hostname: workerId, backend: 'fake', devices: [], versions: {} };
  return {
    ...{ type: 'worker-joined', by: BY, worker: { workerId, incarnation: 1 }, slots: 1 },
    ...{ deviceKind: 'fake', held: [], description },
  };
}

/** A run from its submission to its end: `workers` have one member each. */
function recordsOf(runId: string, workers: readonly string[]): object[] {
  const config = sampleConfig({ members: { count: MEMBERS }, training: { epochs: EPOCHS } });
  const { maxFailures } = config.faults;
  const plan = { members: MEMBERS, minMembers: MEMBERS, maxFailures, epochs: EPOCHS };
  const asked = workers.map((_, index) => ({ seed: index }));
  const members = workers.map((_, index) => ({
    member: index + 1,
    testLoss: 1,
    testAccuracy: 0.7,
  }));
  return [
    { type: 'run-submitted', by: BY, runId, plan, members: asked, config },
    ...workers.flatMap((workerId, index) =>
      reports().map((report, number) => ({
        type: 'attempt-reported',
        by: BY,
        worker: { workerId, incarnation: 1 },
        ref: { runId, member: index + 1, attempt: 1 },
        sequence: number + 1,
        report,
      })),
    ),
    {
      type: 'run-summed',
      runId,
      outcome: { status: 'succeeded', result: { accuracy: 0.75, members } },
    },
  ];
}

function reports(): Report[] {
  const epochs = Array.from({ length: EPOCHS }, (_, index): Report[] => [
    {
      ...{ type: 'epoch', epoch: index + 1, loss: 1.2345678 / (index + 1), accuracy: 0.512345 },
      ...{ seconds: 12.345, samplesPerSecond: 4050.1234 },
    },
    { type: 'checkpoint', epoch: index + 1, sha256: SHA256 },
  ]);
  const digests = { predictionsSha256: SHA256, topologySha256: SHA256, weightsSha256: SHA256 };
  return [
    { type: 'started', backend: 'tensorflow', device: 'fake' },
    ...epochs.flat(),
    { type: 'predicting' },
    { type: 'result', testLoss: 1, testAccuracy: 0.7, ...digests },
  ];
}
