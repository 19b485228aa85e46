import { FetchedFiles, FileUse, weightsFilePath } from '@chorus/data';
import { ChorusError, createWorkerClient, type WorkerServiceClient } from '@chorus/proto';
import { hash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { obtainWeights } from './obtain-weights.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';

const FILE = Buffer.from('the weights that training begins with');
const SHA256 = hash('sha256', FILE);
const SIZE = { least: 1, most: 100 };

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
  const log = (message: string) => logged.push(message);
  const [cache, use] = [new FetchedFiles(home), new FileUse()];
  return obtainWeights(SHA256, SIZE, { home }, { client, log, cache, use }).finally(() =>
    use[Symbol.asyncDispose](),
  );
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

test('more than the network can have is cut off, and nothing is left of it', async () => {
  coordinator.datasets.set(SHA256, Buffer.concat([FILE, Buffer.alloc(1000)]));
  await expect(obtain()).rejects.toThrow(
    "the file with the first weights has 1.0 KB or more, and by the run's configuration at most 100 bytes",
  );
  expect(readdirSync(dirname(weightsFilePath(home, SHA256)))).toEqual([]);
});

test('other weights than were asked for are refused, and nothing is left of them', async () => {
  coordinator.datasets.set(SHA256, Buffer.from(FILE).fill(0, FILE.length - 1));
  await expect(obtain()).rejects.toMatchObject({ code: 'corrupt' });
  expect(readdirSync(dirname(weightsFilePath(home, SHA256)))).toEqual([]);
});
