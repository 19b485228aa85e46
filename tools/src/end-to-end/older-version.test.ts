/** What an older version has left: its journals, its runs' folders. */
import { runChorus } from '@chorus/chorus/testing';
import { htmlReports, JOURNAL_FILE } from '@chorus/coordinator';
import {
  Bench,
  CLASSES,
  EVALUATED,
  TEST_SAMPLES,
  fakePredictions,
  type FakeWorker,
} from '@chorus/coordinator/testing';
import type { RunConfig, RunSummary } from '@chorus/proto';
import type { Comparison } from '@chorus/run-view';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';

let bench: Bench;
let runIds: string[];

beforeAll(async () => {
  bench = await Bench.start();
  const worker = bench.connect();
  runIds = [await train(worker), await train(worker)];
  await bench.coordinator.stop();
});
afterAll(() => bench[Symbol.asyncDispose]());

async function train(worker: FakeWorker): Promise<string> {
  const runId = await bench.submit({ validationSamples: 2 });
  const predictions = fakePredictions(TEST_SAMPLES, CLASSES);
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  await bench.eventsUntil(runId, 'finished');
  return runId;
}

/** The end of a run held the whole report, as JSON, where it now holds its figures. */
function formerEnd<End extends object>(
  { result: _, ...end }: End & { result?: unknown },
  runId: string,
) {
  const report: unknown = JSON.parse(
    readFileSync(join(bench.runsDir, runId, 'report.json'), 'utf8'),
  );
  return { ...end, reportJson: JSON.stringify(report) };
}

/** A run's configuration was a message, whose `trainLimit` did not count the images held out. */
function formerConfig({ dataset, preparation, network, training, ...config }: RunConfig) {
  const { validationSplit, validationFrom, splitSeed, validationSamples, trainLimit, ...facts } =
    dataset;
  const { members, faults, execution } = config;
  const { stallTimeout, minMembers = members.count, ...policy } = faults;
  return {
    ...{ seed: members.seed, members: members.count, snapshots: members.snapshots },
    ...{ threads: execution.threads, backend: '', eager: !execution.compile, stopWhenGainBelow: 0 },
    dataset: { ...facts, trainLimit: trainLimit - validationSamples, validationSamples },
    training: { model: network, divisor: preparation.divisor, ...training },
    faults: { ...policy, minMembers, stallTimeoutMs: stallTimeout * 1000 },
  };
}

function makeFolderOld(runId: string): void {
  const path = join(bench.runsDir, runId, 'events.jsonl');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const first = JSON.parse(lines.shift()!) as { config: RunConfig };
  const last = formerEnd(JSON.parse(lines.pop()!) as object, runId);
  const former = { ...first, config: formerConfig(first.config) };
  writeFileSync(path, [JSON.stringify(former), ...lines, JSON.stringify(last), ''].join('\n'));
}

function makeJournalOld(): void {
  using database = new DatabaseSync(join(bench.folder, JOURNAL_FILE));
  const rows = database
    .prepare("SELECT sequence, record FROM events WHERE type = 'run-summed'")
    .all();
  for (const { sequence, record } of rows) {
    const summed = JSON.parse(String(record)) as { runId: string; outcome: object };
    const former = { ...summed, outcome: formerEnd(summed.outcome, summed.runId) };
    const update = database.prepare('UPDATE events SET record = ? WHERE sequence = ?');
    update.run(JSON.stringify(former), sequence!);
  }
  const submitted = database
    .prepare("SELECT sequence, record FROM events WHERE type = 'run-submitted'")
    .all();
  for (const { sequence, record } of submitted) {
    const { config, ...rest } = JSON.parse(String(record)) as { config: RunConfig };
    const former = { ...rest, config: formerConfig(config) };
    const update = database.prepare('UPDATE events SET record = ? WHERE sequence = ?');
    update.run(JSON.stringify(former), sequence!);
  }
  database.exec('DROP TABLE snapshots; PRAGMA user_version = 2');
}

test('a journal and folders of before still open: the whole report in the last event, no document', async () => {
  const [one, other] = runIds as [string, string];
  const compare = () =>
    runChorus(['compare', '--json', ...runIds.map((id) => join(bench.runsDir, id))]);
  const compared = await compare();
  expect(JSON.parse(compared.stdout) as Comparison).toMatchObject({
    runs: [{ result: { ensembleAccuracy: EVALUATED.testAccuracy } }, {}],
    contrasts: [{ gain: 0 }],
  });
  for (const runId of runIds) makeFolderOld(runId);
  makeJournalOld();
  expect(readFileSync(join(bench.runsDir, one, 'events.jsonl'), 'utf8')).toMatch(
    /"stallTimeoutMs"[^]*"reportJson"/,
  );
  expect(await compare()).toEqual(compared);

  // One run's file is then written anew from the journal.
  rmSync(join(bench.runsDir, other, 'events.jsonl'));
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  await bench.startCoordinator({ observers: [htmlReports(bench.runsDir, '%RUN%', warn)] });
  const { runs } = await bench.ask<{ runs: RunSummary[] }>((client, callback) =>
    client.listRuns({}, callback),
  );
  expect(runs.map(({ accuracy }) => accuracy)).toEqual(Array(2).fill(EVALUATED.testAccuracy));
  for (const runId of runIds) {
    const last = (await bench.eventsUntil(runId, 'finished')).at(-1);
    const { testLoss, testAccuracy } = EVALUATED;
    const members = [{ member: 1, testLoss: expect.closeTo(testLoss, 6), testAccuracy }];
    expect(last).toMatchObject({
      status: 'succeeded',
      result: { accuracy: testAccuracy, members },
    });
  }
  expect(await compare()).toEqual(compared);
  expect(warnings).toEqual([]);
});
