import { bytesOf } from '@chorus/data';
import { specifyMember } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { RunFolder } from '@chorus/run-files';
import { resultOf } from '@chorus/run-view';
import {
  assigned,
  cancelled,
  done,
  epoch,
  sampleEvents,
  submitted,
  training,
  sampleFacts,
} from '@chorus/run-view/testing';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256Of, fakePredictions } from '../server/testing/fake-worker.ts';
import type { KeptBody } from './run-events.ts';
import { evaluateEnsemble } from '../arithmetic/evaluate-ensemble.ts';
import { ensembleOf } from './build-report.ts';
import { NO_CONTENT } from './read-notable.ts';
import { Run } from './run.ts';

let runsDir: string;
let run: Run;

const values = new Uint8Array(32 * 32 * 3);

beforeEach(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'chorus-run-'));
  run = openRun();
  run.append(0, submitted() as KeptBody);
});
afterEach(() => rmSync(runsDir, { recursive: true }));

function openRun(): Run {
  const opened = new Run(
    'run-1',
    sampleConfig(),
    [{ seed: 7 }, { seed: 8 }],
    new RunFolder(runsDir, 'run-1'),
    true,
  );
  opened.open({
    labels: new Int32Array(100),
    samples: [{ index: 17, values }],
    facts: sampleFacts(),
  });
  return opened;
}

function filesIn(folder: string): string[] {
  return readdirSync(join(runsDir, 'run-1', folder)).toSorted();
}

function readJson(name: string) {
  return JSON.parse(readFileSync(join(runsDir, 'run-1', name), 'utf8'));
}

/** Uploads a member's files and keeps them as its result. */
function keepResult(member: number): string {
  const predictions = bytesOf(fakePredictions(100, 2));
  const [topology, weights] = [Buffer.from('{}'), Buffer.from(`weights of ${member}`)];
  for (const bytes of [predictions, topology, weights]) {
    writeFileSync(run.folder.artifacts.path(sha256Of(bytes)), bytes);
  }
  const predictionsSha256 = sha256Of(predictions);
  const files = { topologySha256: sha256Of(topology), weightsSha256: sha256Of(weights) };
  run.folder.keepResult(member, { predictionsSha256, ...files }, 2);
  return predictionsSha256;
}

/** Brings a member to its end. */
function finishMember(member: number): void {
  const predictionsSha256 = keepResult(member);
  for (const body of [assigned(member), training(member), epoch(member, 1)]) {
    run.append(1, body as KeptBody);
  }
  run.append(2, { ...done(member), predictionsSha256 } as KeptBody);
}

const worker = {
  hostname: 'gpu-box',
  backend: 'tensorflow',
  devices: [],
  versions: { node: '24' },
};

test('C8: the folder says what was trained from which seeds by whom, and keeps the labels', () => {
  run.folder.description.addWorker('gpu-box-0', worker);
  run.folder.description.writeWorkers();
  expect(readJson('run.json')).toMatchObject({
    runId: 'run-1',
    config: sampleConfig(),
    members: [
      { member: 1, ...specifyMember(sampleConfig(), { seed: 7 }) },
      { member: 2, ...specifyMember(sampleConfig(), { seed: 8 }) },
    ],
    workers: { 'gpu-box-0': { hostname: 'gpu-box', versions: { node: '24' } } },
  });
  expect(readFileSync(join(runsDir, 'run-1', 'labels.npy')).subarray(-100)).toEqual(
    Buffer.alloc(100),
  );
});

test('what was found in the data is in run.json, and with all that the dataset says of itself in dataset.json', () => {
  expect(readJson('run.json').findings).toEqual(sampleFacts().findings);
  expect(readJson('dataset.json')).toEqual(sampleFacts());
  expect(run.folder.readDataset()).toEqual(sampleFacts());
  rmSync(join(runsDir, 'run-1', 'dataset.json'));
  expect(run.folder.readDataset()).toBeUndefined();
});

test('a member that is added is listed in run.json with its specification, once, also after a restart', () => {
  run.prepare(1, { type: 'added', member: 3, backupOf: 2 });
  run.prepare(1, { type: 'added', member: 3, backupOf: 2 });
  const added = { member: 3, ...specifyMember(sampleConfig(), run.resolved(3)) };
  expect(readJson('run.json').members).toHaveLength(3);
  expect(readJson('run.json').members[2]).toEqual(added);
  const begun = [submitted(), { type: 'added', member: 3, backupOf: 2 } as const];
  const again = Run.begun(sampleEvents(...begun), new RunFolder(runsDir, 'run-1'));
  again.open({ labels: new Int32Array(100), samples: [], facts: sampleFacts() });
  expect(readJson('run.json').members[2]).toEqual(added);
});

test('the workers of a run that ends at once are noted too', () => {
  run.folder.description.addWorker('gpu-box-0', worker);
  run.append(1, cancelled() as KeptBody);
  expect(run.end()).toEqual([]);
  expect(readJson('run.json').workers).toHaveProperty('gpu-box-0');
});

test('a run that goes on after a restart keeps what was uploaded', () => {
  const bytes = Buffer.from('a checkpoint');
  writeFileSync(run.folder.artifacts.path(sha256Of(bytes)), bytes);
  const again = openRun();
  expect(again.folder.artifacts.read(sha256Of(bytes))).toEqual(bytes);
});

test('a result has its lasting names, and every picture is there before the report', () => {
  for (const member of [1, 2]) finishMember(member);
  const { result } = run.writeReport(evaluateEnsemble(ensembleOf(run)), NO_CONTENT, 1000);
  const report = run.folder.readReport();
  expect(result).toEqual(resultOf(report));
  expect(report).toMatchObject({ members: [{ member: 1 }, { member: 2 }], missing: [] });
  expect(filesIn('predictions')).toEqual(['member-1.npy', 'member-2.npy']);
  expect(filesIn('samples')).toEqual(['test-17.png']);
  expect(filesIn('members/2')).toEqual(['model.json', 'weights.bin']);
  const kept = join(runsDir, 'run-1', 'members', '2');
  expect(readFileSync(join(kept, 'model.json'), 'utf8')).toBe('{}');
  expect(readFileSync(join(kept, 'weights.bin'), 'utf8')).toBe('weights of 2');
});

test('what users fetch is what the run leaves, not what was uploaded for it', async () => {
  finishMember(1);
  expect(await fetchedPaths()).toEqual([
    ...[
      'dataset.json',
      'events.jsonl',
      'labels.npy',
      'members/1/model.json',
      'members/1/weights.bin',
    ],
    ...['predictions/member-1.npy', 'run.json'],
  ]);
});

test('users may fetch only a part', async () => {
  finishMember(1);
  expect(await fetchedPaths('run.json', 'predictions/')).toEqual([
    ...['predictions/member-1.npy', 'run.json'],
  ]);
});

async function fetchedPaths(...wanted: readonly string[]): Promise<string[]> {
  const chunks = await Array.fromAsync(run.folder.chunks(wanted));
  return [...new Set(chunks.map(({ path }) => path))].toSorted();
}

test('the versions are those of the coordinator and of all workers', () => {
  const { description } = run.folder;
  description.addWorker('gpu-box-0', { ...worker, versions: { tensorflow: '2.21.0', addon: '4' } });
  description.addWorker('gpu-box-1', { ...worker, versions: { tensorflow: '2.20.0', addon: '4' } });
  description.writeWorkers();
  const { chorus, ...others } = description.readVersions();
  expect(chorus).toMatch(/^\d+\.\d+\.\d+$/);
  expect(others).toEqual({ node: process.versions.node, tensorflow: '2.20.0, 2.21.0', addon: '4' });
});

describe('a run that has ended', () => {
  test('ends those who watch it, with its last event', async () => {
    const watching = Array.fromAsync(run.log.watch(1, true, new AbortController().signal));
    run.append(1, cancelled() as KeptBody);
    expect(run.end()).toEqual([]);
    const types = (await watching).map(({ type }) => type);
    expect(types).toEqual(['submitted', 'finished']);
  });

  test('keeps nothing of what was uploaded', () => {
    finishMember(1);
    run.append(3, cancelled() as KeptBody);
    expect(run.end()).toEqual([]);
    expect(readdirSync(join(runsDir, 'run-1'))).not.toContain('artifacts');
    expect(filesIn('predictions')).toEqual(['member-1.npy']);
  });

  test.skipIf(process.platform !== 'linux')('has no file open', () => {
    run.summaries.beginAttempt(1, 0, 0);
    expect(openFiles()).toHaveLength(2);
    run.append(1, cancelled() as KeptBody);
    expect(run.end()).toEqual([]);
    expect(openFiles()).toEqual([]);
  });

  function openFiles(): string[] {
    const descriptors = readdirSync('/proc/self/fd').flatMap((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`);
      } catch {
        // The one by which this very folder was read.
        return [];
      }
    });
    return descriptors.filter((path) => path.startsWith(runsDir));
  }
});
