import {
  askRaw,
  dialler,
  fuzz,
  GrpcPeer,
  mutatedCalls,
  mutatedJson,
  mutatedRequests,
} from '@chorus/testing/fuzz';
import { loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { requireNoDefect, requireRight } from './fuzzed-coordinator.ts';
import type { MeasuredModelServerFacts } from './measured-model-server.ts';
import { MeasuredProcess } from './measured-process.ts';
import { TestCluster } from './test-cluster.ts';

const PROGRAM = fileURLToPath(new URL('measured-model-server.ts', import.meta.url));
const PROTO = fileURLToPath(
  new URL('../proto/open_inference.proto', import.meta.resolve('@chorus/model-server')),
);
const INFER = '/v2/models/ensemble/infer';
const SAMPLE = [1, 32, 32, 3];
const VALUES = new Array<number>(32 * 32 * 3).fill(7);
/** Its memory is within so much of what it was before. */
const MOST_MORE_MB = 100;

/** A request of the protocol's JSON, with its values in it, and with them behind it. */
const INPUT = { name: 'input', datatype: 'UINT8', shape: SAMPLE };
const DOCUMENTS = [
  { id: '1', inputs: [{ ...INPUT, data: VALUES }], outputs: [{ name: 'class' }] },
  {
    inputs: [{ ...INPUT, parameters: { binary_data_size: 3072 } }],
    parameters: { binary_data_output: true },
  },
];

function honestRequests() {
  const [json, binary] = DOCUMENTS.map((document) => Buffer.from(JSON.stringify(document)));
  const headers = { 'Inference-Header-Content-Length': String(binary!.length) };
  const gets = [
    '/',
    '/v2',
    '/v2/health/live',
    '/v2/health/ready',
    '/metrics',
    '/openapi.json',
  ].concat(
    ['', '/ready', '/versions/1', '/versions/1/ready'].map((what) => `/v2/models/ensemble${what}`),
  );
  return [
    ...gets.map((path) => ({ method: 'GET', path })),
    ...gets.map(() => ({ method: 'POST', path: INFER, body: json! })),
    { method: 'POST', path: INFER, headers, body: Buffer.concat([binary!, Buffer.alloc(3072)]) },
  ];
}

function honestCalls(): Record<string, readonly Buffer[]> {
  const { inference } = loadPackageDefinition(loadSync(PROTO, { keepCase: true })) as unknown as {
    readonly inference: { readonly GRPCInferenceService: ServiceClientConstructor };
  };
  const named = { name: 'ensemble', version: '1' };
  const asked = { model_name: 'ensemble', outputs: [{ name: 'class' }], id: '1' };
  const messages: Record<string, readonly object[]> = {
    ...{ ServerLive: [{}], ServerReady: [{}], ServerMetadata: [{}] },
    ...{ ModelReady: [named], ModelMetadata: [named] },
    ModelInfer: [
      { ...asked, inputs: [INPUT], raw_input_contents: [Buffer.alloc(3072)] },
      { ...asked, inputs: [{ ...INPUT, contents: { uint_contents: VALUES } }] },
    ],
  };
  const definitions = Object.entries(inference.GRPCInferenceService.service);
  return Object.fromEntries(
    definitions.map(([name, { path, requestSerialize }]) => [
      path,
      messages[name]!.map(requestSerialize),
    ]),
  );
}

test(
  'whatever comes, a model server answers right and keeps its memory',
  { timeout: 400_000 },
  async () => {
    await using cluster = await TestCluster.start();
    cluster.startWorker();
    const runId = await cluster.submit({ members: 1, epochs: 1 });
    await cluster.finish(runId);
    await using server = await MeasuredProcess.start<MeasuredModelServerFacts>(PROGRAM, {
      run: cluster.runFolder(runId),
    });
    const dial = dialler(server.facts.address);
    const peer = new GrpcPeer(server.facts.grpcAddress);
    const trial = async (count: number) => {
      const requests = await fuzz({
        ...{ name: 'requests of a model', count },
        inputs: mutatedRequests(honestRequests(), mutatedJson(DOCUMENTS)),
        async tries(request) {
          const answered = await askRaw(dial, request);
          if (!requireNoDefect(answered ?? 400)) throw new Error(`it answers ${answered}`);
        },
      });
      const calls = await fuzz({
        ...{ name: 'calls of a model', count: count / 2 },
        inputs: mutatedCalls(honestCalls()),
        tries: async (call) => requireRight(await peer.call(call)),
      });
      return requests.count + calls.count;
    };
    await trial(200);
    const before = await server.memoryMB();
    const tried = await trial(10_000);
    const after = await server.memoryMB();
    peer.close();
    process.stdout.write(
      `fuzz: ${tried} requests and calls; memory ${before} MB before, ${after} MB after\n`,
    );
    expect(server.isAlive).toBe(true);
    const honest = { method: 'POST', body: JSON.stringify(DOCUMENTS[0]) };
    expect((await fetch(`http://${server.facts.address}${INFER}`, honest)).status).toBe(200);
    expect(after - before).toBeLessThan(MOST_MORE_MB);
  },
);
