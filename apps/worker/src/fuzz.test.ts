/** W7: whatever bytes a coordinator sends, a worker's process goes on. */
import { createWorkerClient, v1, bindServer, type CoordinatorMessageInput } from '@chorus/proto';
import { fuzz, mutatedMessages } from '@chorus/testing/fuzz';
import { Server, status, type ServerDuplexStream, type ServerWritableStream } from '@grpc/grpc-js';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { log } from './log.ts';
import { runSession } from './session.ts';
import { assignmentOf, attemptAt, DATASET_FILE, optionsFor } from './testing/worker-bench.ts';
import { Worker } from './worker.ts';

const SESSIONS = 2_500;
const attempt = attemptAt(1);
const HONEST: readonly CoordinatorMessageInput[] = [
  assignmentOf(1, { resume: { epoch: 1, sha256: 'ab'.repeat(32) }, checkpointAtEnd: true }),
  assignmentOf(2, { continues: { member: 1, epochs: 3 } }),
  { welcome: { heartbeatIntervalMs: 5_000 } },
  { stop: { attempt, reason: 'why' } },
  { accepted: attempt },
  { acknowledged: { attempt, sequence: 2 } },
  { drain: {} },
];

const { service } = v1.WorkerService;
const encode = service.Connect.responseSerialize;
/** The beginning of a dataset's file, as it is fetched. */
const PARTS = [
  { offset: 0 },
  { waitingFor: 2 },
  { chunk: DATASET_FILE.subarray(0, 100) },
  { chunk: DATASET_FILE.subarray(100, -1) },
].map((part) => service.FetchDataset.responseSerialize(part));
const WELCOME = encode({ welcome: { heartbeatIntervalMs: 60_000 } });

/** What the next session is sent, as bytes. */
let next: readonly Buffer[] = [];
/** Likewise what it gets of a file that it fetches. */
let given: readonly Buffer[] = [];
let server: Server;
let address: string;

const home = mkdtempSync(join(tmpdir(), 'chorus-fuzz-'));
const newWorker = () => new Worker({ ...optionsFor(address), home }, 0);

beforeAll(async () => {
  log.level = 'silent';
  server = new Server();
  const give = (call: ServerWritableStream<unknown, Buffer>) => {
    for (const message of given) call.write(message);
    if (given.length > 0) call.end();
    else call.emit('error', { code: status.NOT_FOUND, details: 'no such file here' });
  };
  // What it is given to say are bytes already.
  const bytes = { responseSerialize: (message: Buffer) => message };
  server.addService(
    {
      ...service,
      Connect: { ...service.Connect, ...bytes },
      FetchDataset: { ...service.FetchDataset, ...bytes },
      FetchCheckpoint: { ...service.FetchCheckpoint, ...bytes },
    },
    {
      Connect(call: ServerDuplexStream<unknown, Buffer>) {
        call.on('error', () => {});
        call.once('data', () => {
          for (const message of [WELCOME, ...next]) call.write(message);
          call.end();
        });
      },
      FetchDataset: give,
      FetchCheckpoint: give,
      UploadArtifact: (_: unknown, callback: (error: object) => void) =>
        callback({ code: status.NOT_FOUND, details: 'no such attempt here' }),
    },
  );
  address = `127.0.0.1:${await bindServer(server, '127.0.0.1:0')}`;
});
afterAll(() => {
  server.forceShutdown();
  rmSync(home, { recursive: true });
});

test('whatever a coordinator sends, a session ends as one that is lost, and the worker joins again', async () => {
  const client = createWorkerClient(address);
  let worker = newWorker();
  let messages = 0;
  await fuzz({
    name: 'sessions of a worker',
    count: SESSIONS,
    atOnce: 1, // a worker has one at a time
    inputs: fc.record({
      sent: fc.array(mutatedMessages(HONEST.map((message) => encode(message))), {
        minLength: 1,
        maxLength: 4,
      }),
      parts: fc.array(mutatedMessages(PARTS), { maxLength: 3 }),
    }),
    async tries({ sent, parts }) {
      [next, given] = [sent, parts];
      messages += sent.length + parts.length;
      const { type } = await runSession(client, worker, () => {});
      if (type === 'rejected') throw new Error('it thinks that it will never be taken');
      // It was told to drain.
      if (type === 'left' || worker.leaving.aborted) {
        worker.end();
        await worker.ended();
        worker = newWorker();
      }
    },
  });
  // One to which nothing odd is said any more is as good as before.
  next = [];
  const fresh = newWorker();
  expect(await runSession(client, fresh, () => {})).toMatchObject({ type: 'lost' });
  for (const each of [worker, fresh]) {
    each.end();
    await each.ended();
  }
  client.close();
  expect(messages).toBeGreaterThan(SESSIONS);
}, 240_000);
