import { FakeWorker } from '@chorus/coordinator/testing';
import {
  createRunClient,
  encodeRunConfig,
  joinCoordinator,
  PROTOCOL_VERSION,
  type RunEvent,
} from '@chorus/proto';
import {
  askRaw,
  dialler,
  fuzz,
  GrpcPeer,
  junk,
  mutatedCalls,
  mutatedFrames,
  mutatedJson,
  mutatedRequests,
  sendRaw,
  type Dial,
} from '@chorus/testing/fuzz';
import type { Role } from '@chorus/trust';
import { TrustStore } from '@chorus/trust/authority';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireNoDefect, requireRight, startFuzzedCoordinator } from './fuzzed-coordinator.ts';
import { honestBytes, type Subject } from './honest-messages.ts';
import type { MeasuredCoordinatorFacts } from './measured-coordinator.ts';
import type { MeasuredProcess } from './measured-process.ts';
import { smallRun } from './small-run.ts';
import { TestCluster } from './test-cluster.ts';

const HOUR_MS = 3_600_000;
const FUZZ_TIMEOUT_MS = 600_000;

/** Its memory is within so much of what it was before. */
const MOST_MORE_MB = 100;

/** The longest that a call which streams is watched: those that go on are left. */
const WATCHED_MS = 300;
const STREAMS = /\/(WatchRun|Fetch\w+)$/;
/** How many messages a call has at most that may have several. */
const MOST_MESSAGES = 6;
const SENDS_SEVERAL = /\/(Connect|Upload\w+)$/;
/** Calls that make the coordinator write files, or runs that it keeps: of them there are fewer. */
const COSTLY = /\/(SubmitRun|Upload\w+)$/;

const HONEST = { members: 2, epochs: 4, seed: 11 };

/** What the members of a run ended with, to the bit. */
async function bitsOf(cluster: TestCluster, runId: string): Promise<readonly unknown[]> {
  const { events } = await cluster.finish(runId);
  const done = events.filter(({ type }) => type === 'done') as Extract<
    RunEvent,
    { type: 'done' }
  >[];
  const bits = done.map(({ member, predictionsSha256, weightsSha256 }) => ({
    member,
    predictionsSha256,
    weightsSha256,
  }));
  return bits.toSorted((one, other) => one.member - other.member);
}

/** Calls of every RPC. @returns how many */
async function fuzzCalls(
  peer: GrpcPeer,
  subject: Subject,
  count: number,
  strict = true,
): Promise<number> {
  const messages = honestBytes(subject);
  const isCostly = (path: string) => COSTLY.test(path);
  const of = (which: (path: string) => boolean) =>
    mutatedCalls(
      Object.fromEntries(Object.entries(messages).filter(([path]) => which(path))),
      (path) => (SENDS_SEVERAL.test(path) ? MOST_MESSAGES : 1),
    );
  const tries = async (call: Parameters<GrpcPeer['call']>[0]) => {
    const answer = await peer.call(call, STREAMS.test(call.path) ? WATCHED_MS : undefined);
    // The front door lets in only so many that it does not know.
    if (strict || !('disconnected' in answer)) requireRight(answer);
  };
  const costly = { name: 'costly calls', inputs: of(isCostly), count: count / 40, tries };
  const others = {
    name: 'calls',
    inputs: of((path) => !isCostly(path)),
    count: count - count / 40,
    tries,
  };
  return (await fuzz(costly)).count + (await fuzz(others)).count;
}

/** Connections with frames of HTTP/2, and with bytes that are none. @returns how many frames */
async function fuzzConnections(dial: Dial, connections: number): Promise<number> {
  let frames = 0;
  for (const [name, inputs] of Object.entries({
    'connections of frames': mutatedFrames,
    'connections of junk': junk,
  })) {
    await fuzz({
      ...{ name, inputs, count: connections },
      async tries(sent) {
        frames += sent.frames;
        await sendRaw(dial, sent.bytes);
      },
    });
  }
  return frames;
}

/** Requests of the page and its API, orders among them: where callers are not known the page takes none. */
async function fuzzPage(dial: Dial, runId: string, count: number): Promise<number> {
  const looks = ['/', '/api/runs', '/api/workers', '/api/session'].concat(
    ['', '/report', '/dataset', '/events?from=1', '/samples/0'].map(
      (what) => `/api/runs/${runId}${what}`,
    ),
    `/api/compare/${runId},${runId}`,
  );
  const orders = ['logout', 'runs/no-such-run/cancel', 'workers/no-such-worker/drain'];
  const login = { token: 'chorus-x', name: 'eve' };
  const headers = { 'Content-Type': 'application/json', Cookie: 'chorus-session=x' };
  const inputs = mutatedRequests(
    [
      ...looks.map((path) => ({ method: 'GET', path })),
      ...orders.map((what) => ({ method: 'POST', path: `/api/${what}`, headers })),
      { method: 'POST', path: '/api/login', headers, body: Buffer.from(JSON.stringify(login)) },
    ],
    mutatedJson([login]),
  );
  const tried = await fuzz({
    ...{ name: 'requests of the page', count, inputs },
    async tries(request) {
      const answered = await askRaw(dial, request);
      if (!requireNoDefect(answered ?? 400)) throw new Error(`it answers ${answered}`);
    },
  });
  return tried.count;
}

/** Ends all runs but some: what they take is of no interest. */
async function endOthers(address: string, kept: readonly string[]): Promise<void> {
  const client = createRunClient(address);
  const done = (resolve: () => void) => () => resolve();
  try {
    for (let pageToken = '', isLast = false; !isLast; isLast = pageToken === '') {
      const { runs, nextPageToken } = await new Promise<{
        runs: { runId: string }[];
        nextPageToken: string;
      }>((resolve, reject) =>
        client.listRuns({ pageToken }, (error, page) => (error ? reject(error) : resolve(page!))),
      );
      pageToken = nextPageToken;
      for (const { runId } of runs.filter(({ runId }) => !kept.includes(runId))) {
        await new Promise<void>((resolve) => client.cancelRun({ runId }, done(resolve)));
        await new Promise<void>((resolve) => client.deleteRun({ runId }, done(resolve)));
      }
    }
  } finally {
    client.close();
  }
}

test(
  'whatever comes, a coordinator answers right, keeps its memory, and an honest run ends with the same bits',
  { timeout: FUZZ_TIMEOUT_MS },
  async () => {
    let coordinator: MeasuredProcess<MeasuredCoordinatorFacts>;
    await using cluster = await TestCluster.start({
      startCoordinator: async ({ home, runsDir }) => {
        coordinator = await startFuzzedCoordinator(home, { home, runsDir });
        return { ...coordinator.facts, metricsAddress: undefined, stop: () => coordinator.stop() };
      },
    });
    const { address, dataset } = cluster;
    cluster.startWorker(['--slots', '2']);
    const expected = await bitsOf(cluster, await cluster.submit(HONEST));
    const before = await coordinator!.memoryMB();

    const honest = await cluster.submit(HONEST);
    const training = new Set<number>();
    for await (const event of cluster.watch(honest)) {
      if (event.type === 'training') training.add(event.member);
      if (training.size === HONEST.members) break;
    }
    // The honest worker has no slot left: this one gets the run whose attempts are spoken about.
    const decoy = new FakeWorker(address, { workerId: 'decoy' });
    await decoy.next('welcome');
    const config = encodeRunConfig(smallRun(dataset, { members: 1 }));
    const runId = await cluster.submit({ members: 1 });
    const { attempt } = await decoy.next('assignment');
    const subject = {
      protocolVersion: PROTOCOL_VERSION,
      config,
      workerId: 'decoy',
      datasetSha256: dataset.sha256,
    };
    const peer = new GrpcPeer(address);
    const tried = [
      await fuzzCalls(peer, { ...subject, runId, attempt: attempt! }, 24_000),
      await fuzzPage(dialler(cluster.httpAddress), runId, 10_000),
      await fuzzConnections(dialler(address), 400),
    ];
    peer.close();
    decoy.vanish();

    expect(await bitsOf(cluster, honest)).toEqual(expected);
    await endOthers(address, [honest]);
    const after = await coordinator!.memoryMB();
    log(
      `fuzz: ${tried.join(', ')} calls, requests and frames; memory ${before} MB before, ${after} MB after`,
    );
    expect(coordinator!.isAlive).toBe(true);
    expect(after - before).toBeLessThan(MOST_MORE_MB);
  },
);

test(
  'likewise behind the front door, with certificates and without',
  { timeout: FUZZ_TIMEOUT_MS },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chorus-fuzz-'));
    const trust = join(folder, 'trust');
    const store = await TrustStore.create(trust, Date.now());
    await using coordinator = await startFuzzedCoordinator(folder, {
      home: folder,
      runsDir: join(folder, 'runs'),
      trust,
    });
    const { address } = coordinator.facts;
    const admitted = async (role: Role) => {
      const { secret } = store.createToken({ role, lifetimeMs: HOUR_MS, uses: 1 }, Date.now());
      const token = { addresses: [address], role, authority: store.authority.fingerprint, secret };
      const { credentials } = await joinCoordinator(token, `a-${role}`);
      return {
        ca: credentials.authority,
        key: credentials.pair.key,
        cert: credentials.pair.certificate,
      };
    };
    const attempt = { runId: 'run', member: 1, attempt: 1 };
    const subject = {
      protocolVersion: PROTOCOL_VERSION,
      config: '{}',
      runId: 'run',
      workerId: 'a-worker',
      datasetSha256: 'ab'.repeat(32),
      attempt,
    };
    const operator = await admitted('operator');
    const before = await coordinator.memoryMB();
    const tried: number[] = [];
    for (const tls of [
      operator,
      await admitted('worker'),
      await admitted('viewer'),
      { ca: operator.ca },
    ]) {
      const peer = new GrpcPeer(address, { ...tls, ALPNProtocols: ['h2'] });
      tried.push(await fuzzCalls(peer, subject, 1_000, 'cert' in tls));
      peer.close();
      tried.push(await fuzzConnections(dialler(address, { ...tls, ALPNProtocols: ['h2'] }), 40));
    }
    tried.push(await fuzzConnections(dialler(address), 200));
    const page = dialler(coordinator.facts.httpAddress, { ca: operator.ca });
    tried.push(await fuzzPage(page, 'run', 2_000));
    const after = await coordinator.memoryMB();
    log(
      `fuzz: ${tried.join(', ')} calls and frames over TLS; memory ${before} MB before, ${after} MB after`,
    );
    expect(coordinator.isAlive).toBe(true);
    expect(after - before).toBeLessThan(MOST_MORE_MB);
    // Who is known is served as before.
    const peer = new GrpcPeer(address, { ...operator, ALPNProtocols: ['h2'] });
    const headers = { 'content-type': 'application/grpc', te: 'trailers' };
    const listed = await peer.call({
      path: '/chorus.v1.RunService/ListRuns',
      headers,
      body: Buffer.alloc(5),
    });
    peer.close();
    expect(listed).toMatchObject({ grpcStatus: 0 });
    expect(await askRaw(page, Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'))).toBe(200);
    await coordinator.stop();
    await rm(folder, { recursive: true });
  },
);

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}
