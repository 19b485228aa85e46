/** A client's upload that is cut off goes on where it stopped. */
import { submitRun } from '@chorus/client';
import { startCoordinator, type Coordinator } from '@chorus/coordinator';
import {
  datasetFilePath,
  fingerprint,
  knownOf,
  SeededRandom,
  writeDatasetFile,
  type Dataset,
  weightsFilePath,
} from '@chorus/data';
import { ChorusError, createRunClient, type RunConfig } from '@chorus/proto';
import { resolveConfig, settleConfig } from '@chorus/run-config';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
const file = join(folder, 'sent.dataset');
let dataset: Dataset;

beforeAll(async () => {
  dataset = largeDataset();
  await writeDatasetFile(dataset, file);
});
afterAll(() => rm(folder, { recursive: true }));

/** 12 MB that nothing makes smaller. */
function largeDataset(): Dataset {
  const random = SeededRandom.from(4);
  const split = (samples: number) => ({
    values: Uint8Array.from({ length: samples * 3072 }, () => random.below(256)),
    labels: Int32Array.from({ length: samples }, (_, index) => index % 2),
  });
  const content: Omit<Dataset, 'sha256'> = {
    ...{ name: 'images', synthetic: false, classes: ['cat', 'dog'] },
    sample: { shape: [32, 32, 3], type: 'uint8' },
    ...{ train: split(3900), test: split(100) },
  };
  return { ...content, sha256: fingerprint(content) };
}

async function coordinatorIn(
  name: string,
  options: Partial<Parameters<typeof startCoordinator>[0]> = {},
): Promise<Coordinator & { readonly home: string }> {
  const home = join(folder, name);
  const coordinator = await startCoordinator({
    ...{ listen: '127.0.0.1:0', runsDir: join(home, 'runs'), home },
    ...options,
  });
  onTestFinished(() => coordinator.stop());
  return Object.assign(Object.create(coordinator) as Coordinator, { home });
}

/** A way to the coordinator that breaks each time when so many bytes were sent to it. */
async function cuttingProxy(
  target: string,
  cuts: readonly number[],
  onSent: (bytes: number) => void = () => {},
) {
  const [host, port] = target.split(':') as [string, string];
  const sockets = new Set<Socket>();
  const left = [...cuts];
  const sent = { bytes: 0 };
  const server = createServer((client) => {
    const upstream = connect({ host, port: Number(port) });
    let here = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.pipe(client);
    client.on('data', (bytes) => {
      here += bytes.length;
      sent.bytes += bytes.length;
      onSent(sent.bytes);
      if (here < (left[0] ?? Infinity)) {
        if (!upstream.write(bytes)) {
          client.pause();
          upstream.once('drain', () => client.resume());
        }
        return;
      }
      left.shift();
      client.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, sent };
}

function configOfRun() {
  const { document } = resolveConfig({}, {});
  return settleConfig(document, knownOf(dataset), 1);
}

test('what arrived before the connection broke is not sent again', async () => {
  const coordinator = await coordinatorIn('cut');
  const { address, sent } = await cuttingProxy(coordinator.address, [4e6, 3e6]);
  const notes: string[] = [];
  await submitRun(address, configOfRun(), { dataset: file }, (note) => notes.push(note));
  expect(notes[0]).toBe('the coordinator lacks the dataset images: it is sent');
  expect(notes.filter((note) => note.startsWith('it goes on after '))).toHaveLength(2);
  // A chunk and what is on its way are lost each time.
  expect(sent.bytes).toBeLessThan(statSync(file).size * 1.4);
  const received = datasetFilePath(coordinator.home, dataset.sha256);
  expect(readFileSync(received).equals(readFileSync(file))).toBe(true);
  expect(readdirSync(join(coordinator.home, 'datasets'))).toHaveLength(1);
});

test('a later command goes on where an earlier one was interrupted', async () => {
  const coordinator = await coordinatorIn('interrupted');
  const interruption = new AbortController();
  const { signal } = interruption;
  const { address } = await cuttingProxy(coordinator.address, [], (bytes) => {
    if (bytes > 5e6) interruption.abort(new Error('interrupted'));
  });
  const files = { dataset: file };
  const started = submitRun(address, configOfRun(), files, () => {}, signal);
  await expect(started).rejects.toThrow('interrupted');
  const folderOf = join(coordinator.home, 'datasets');
  await expect.poll(() => readdirSync(folderOf)).toEqual([`${dataset.sha256}.dataset.partial`]);
  const notes: string[] = [];
  await submitRun(coordinator.address, configOfRun(), files, (note) => notes.push(note));
  expect(notes[1]).toMatch(/^it goes on after \d+\.\d MB, which are there already$/);
});

describe('weights with which training begins', () => {
  /** 8 MB that nothing makes smaller, as a file. @returns its path and SHA-256 */
  function weightsFile(name: string): { readonly path: string; readonly sha256: string } {
    const random = SeededRandom.from(5, name);
    const bytes = Buffer.from(Uint8Array.from({ length: 8e6 }, () => random.below(256)));
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return { path, sha256: hash('sha256', bytes) };
  }

  test('that arrived before the connection broke are not sent again, those of a group either', async () => {
    const coordinator = await coordinatorIn('cut-weights');
    await writeDatasetFile(dataset, datasetFilePath(coordinator.home, dataset.sha256));
    const [own, ofGroup] = ['own.safetensors', 'group.safetensors'].map(weightsFile);
    const config = configOfRun();
    const withWeights = (sha256: string) => ({ ...config.network, weightsSha256: sha256 });
    const group = { network: withWeights(ofGroup!.sha256) };
    const wanted: RunConfig = {
      ...config,
      network: withWeights(own!.sha256),
      members: {
        ...config.members,
        count: 2,
        groups: [
          { name: 'tuned', count: 1, ...group },
          { name: 'plain', count: 1 },
        ],
      },
    };
    const given = new Map([own!, ofGroup!].map(({ sha256, path }) => [sha256, path]));
    const { address, sent } = await cuttingProxy(coordinator.address, [5e6, 5e6]);
    const notes: string[] = [];
    await submitRun(address, wanted, { dataset: file, given }, (note) => notes.push(note));
    const begun = 'the coordinator lacks what members begin with: it is sent';
    expect(notes.filter((note) => note === begun)).toHaveLength(2);
    expect(notes.filter((note) => note.startsWith('it goes on after '))).toHaveLength(2);
    expect(sent.bytes).toBeLessThan(2 * 8e6 * 1.2);
    for (const { sha256, path } of [own!, ofGroup!]) {
      const received = readFileSync(weightsFilePath(coordinator.home, sha256));
      expect(received.equals(readFileSync(path))).toBe(true);
    }
    expect(readdirSync(join(coordinator.home, 'weights'))).toHaveLength(2);
  });
});

test('an upload that goes on from what is not here is refused, and may ask again', async () => {
  const coordinator = await coordinatorIn('elsewhere');
  const client = createRunClient(coordinator.address);
  onTestFinished(() => client.close());
  const refusal = await new Promise((resolve) => {
    const call = client.uploadDataset((error) => resolve(error && ChorusError.from(error)));
    call.write({ sha256: dataset.sha256, offset: 1000 });
    call.end();
  });
  expect(refusal).toMatchObject({
    code: 'unavailable',
    message: 'the coordinator has 0 bytes of the file, not 1000: ask again where to go on',
  });
});

test('a coordinator that takes no more uploads at once is waited for, which is said, and is then sent the dataset', async () => {
  const coordinator = await coordinatorIn('busy', {
    callLimits: { UploadDataset: { all: 1, each: 1 } },
  });
  const client = createRunClient(coordinator.address);
  onTestFinished(() => client.close());
  const other = client.uploadDataset(() => {});
  other.write({ sha256: 'ab'.repeat(32) });
  const notes: string[] = [];
  const { promise: waits, resolve } = Promise.withResolvers<void>();
  const submitted = submitRun(coordinator.address, configOfRun(), { dataset: file }, (note) => {
    notes.push(note);
    if (note.startsWith('waits: ')) resolve();
  });
  await waits;
  other.cancel();
  await submitted;
  expect(notes.filter((note) => note.startsWith('waits: '))).toEqual([
    'waits: the coordinator takes no more UploadDataset at once, 1 are under way: try again in a moment',
  ]);
  expect(readdirSync(join(coordinator.home, 'datasets'))).toEqual([`${dataset.sha256}.dataset`]);
});
