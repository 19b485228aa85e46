/** Messages that an honest peer would send, one or more for every RPC: what a fuzz alters. */
import { packageDefinition, type RpcName } from '@chorus/proto';
import { RPCS } from '@chorus/proto';
import type { ServiceDefinition } from '@grpc/grpc-js';

/** What the messages are about. */
export interface Subject {
  readonly protocolVersion: number;
  /** A run's configuration as it is submitted. */
  readonly config: string;
  readonly runId: string;
  readonly workerId: string;
  readonly datasetSha256: string;
  /** An attempt that the worker holds. */
  readonly attempt: { readonly runId: string; readonly member: number; readonly attempt: number };
}

type Messages = Readonly<Record<RpcName, readonly object[]>>;

/** The messages by RPC; of those that stream in the order in which they may come. An RPC that is new has none, and does not compile. */
function honestMessages({
  protocolVersion,
  config,
  runId,
  workerId,
  datasetSha256,
  attempt,
}: Subject): Messages {
  const sha256 = 'ab'.repeat(32);
  const evaluated = { testLoss: 1.1, testAccuracy: 0.5, predictSeconds: 0.1 };
  const files = { predictionsSha256: sha256, topologySha256: sha256, weightsSha256: sha256 };
  const histogram = {
    name: 'conv/kernel',
    min: -1,
    max: 1,
    count: 9,
    sum: 0,
    sumSquares: 3,
    bucketLimits: [0, 1],
    bucketCounts: [4, 5],
  };
  const epoch = {
    epoch: 1,
    loss: 1,
    accuracy: 0.5,
    seconds: 1,
    samplesPerSecond: 9,
    histograms: [histogram],
    learningRate: 0.1,
  };
  const report = (sequence: number, said: object) => ({ report: { attempt, sequence, ...said } });
  const hello = {
    protocolVersion,
    workerId,
    hostname: 'host',
    slots: 2,
    backend: 'wasm',
    devices: [{ kind: 'cpu', name: 'CPU' }],
    versions: { node: '24' },
    incarnation: 2,
    held: [attempt],
  };
  return {
    SubmitRun: [{ protocolVersion, config }, { protocolVersion }],
    ListRuns: [{}, { pageToken: '1' }],
    WatchRun: [
      { runId, fromSequence: 1, follow: false },
      { fromSequence: 3, follow: true },
    ],
    FetchRunFiles: [
      { runId, paths: [] },
      { runId, paths: ['run.json', 'predictions/'] },
    ],
    CancelRun: [{ runId: 'no-such-run' }],
    DeleteRun: [{ runId: 'no-such-run' }],
    ListWorkers: [{}, { pageToken: '1' }],
    DrainWorker: [{ workerId: 'no-such-worker' }],
    HasDataset: [{ sha256: datasetSha256 }, { sha256, kind: 'INPUT_KIND_WEIGHTS' }],
    UploadDataset: [
      { sha256 },
      { weightsSha256: sha256 },
      { chunk: Buffer.alloc(300, 7) },
      { sha256, offset: 100 },
    ],
    Connect: [
      { hello },
      { heartbeat: {} },
      report(1, { started: { backend: 'wasm', device: 'CPU' } }),
      report(2, { epoch }),
      report(0, {
        progress: { epoch: 1, batch: 1, batches: 2, loss: 1, accuracy: 0.5, samplesPerSecond: 9 },
      }),
      report(0, { log: { timeMs: 1, level: 'info', message: 'hello' } }),
      report(3, { checkpoint: { epoch: 1, sha256 } }),
      report(3, { predicting: {} }),
      report(4, { result: { ...evaluated, ...files } }),
      report(4, { failure: { message: 'why', kind: 'trainer-crashed' } }),
      report(5, { handedBack: {} }),
      { leaving: {} },
      { drain: {} },
    ],
    FetchDataset: [
      { sha256: datasetSha256 },
      { sha256: datasetSha256, offset: 999, headerSha256: sha256 },
    ],
    UploadArtifact: [
      {
        header: {
          attempt,
          kind: 'ARTIFACT_KIND_PREDICTIONS',
          sizeBytes: 300,
          sha256,
          datasetSha256,
        },
      },
      {
        header: {
          attempt,
          kind: 'ARTIFACT_KIND_MODEL_WEIGHTS',
          sizeBytes: 300,
          sha256,
          datasetSha256,
        },
      },
      { chunk: Buffer.alloc(300, 7) },
    ],
    FetchCheckpoint: [{ attempt, sha256 }],
    Join: [{ secret: 'A'.repeat(43), name: 'gpu-box', certificateRequest: 'x' }],
    DescribeLogin: [{}],
    JoinWithIdToken: [{ idToken: 'e30.e30.x', certificateRequest: 'x' }],
    Renew: [{ certificateRequest: 'x' }],
  };
}

/** The same as bytes, by the RPCs' paths. */
export function honestBytes(subject: Subject): Record<string, readonly Buffer[]> {
  const messages = honestMessages(subject);
  const found: Record<string, readonly Buffer[]> = {};
  for (const service of Object.keys(RPCS)) {
    const definition = packageDefinition[`chorus.v1.${service}`] as unknown as ServiceDefinition;
    for (const [name, { path, requestSerialize }] of Object.entries(definition)) {
      found[path] = messages[name as RpcName].map((message) => requestSerialize(message));
    }
  }
  return found;
}
