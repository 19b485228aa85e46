import { weightsFilePath } from '@chorus/data';
import { ChorusError, createWorkerClient, type WorkerServiceClient } from '@chorus/proto';
import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { obtainWeights } from './obtain-weights.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';

const FILE = Buffer.from('the weights that training begins with');
const SHA256 = hash('sha256', FILE);

let coordinator: FakeCoordinator;
let client: WorkerServiceClient;
let home: string;
let logged: string[];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  logged = [];
  coordinator = await FakeCoordinator.start();
  coordinator.datasets.set(SHA256, FILE);
  client = createWorkerClient(coordinator.address);
  onTestFinished(() => {
    client.close();
    coordinator.stop();
    rmSync(home, { recursive: true });
  });
});

function obtain(): Promise<string> {
  return obtainWeights(SHA256, client, { home }, (message) => logged.push(message));
}

test('weights are fetched once, also for two slots that want them at the same time', async () => {
  const paths = await Promise.all([obtain(), obtain()]);
  expect([...paths, await obtain()]).toEqual(Array(3).fill(weightsFilePath(home, SHA256)));
  expect(readFileSync(paths[0]!)).toEqual(FILE);
  expect(coordinator.fetches.map(({ kind }) => kind)).toEqual(['INPUT_KIND_WEIGHTS']);
  expect(logged).toEqual([
    'the file with the first weights is fetched from the coordinator',
    'the file with the first weights is here',
  ]);
});

test('a fetch that is cut off goes on where it stopped', async () => {
  coordinator.cutFetchAt = 20;
  const error = await obtain().catch((error: unknown) => ChorusError.from(error));
  expect(error).toMatchObject({ code: 'unavailable' });
  expect(readFileSync(await obtain())).toEqual(FILE);
  expect(coordinator.fetches.map(({ offset }) => offset)).toEqual([0, 20]);
});

test('a damaged copy is replaced', async () => {
  const path = await obtain();
  writeFileSync(path, 'damaged');
  expect(readFileSync(await obtain())).toEqual(FILE);
  expect(logged.slice(2)).toEqual([
    'the copy of the file with the first weights is damaged: it is replaced',
    'the file with the first weights is fetched from the coordinator',
    'the file with the first weights is here',
  ]);
});
