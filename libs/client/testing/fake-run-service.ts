import {
  decodeRunConfig,
  encodeRunEvent,
  v1,
  type RunConfig,
  type RunEvent,
  type RunServiceHandlers,
  bindServer,
} from '@chorus/proto';
import { RUN_ID } from '@chorus/run-view/testing';
import { Server, status, type ServerWritableStream } from '@grpc/grpc-js';

/** What a fake coordinator answers. */
export interface FakeAnswers {
  /** The events of its only run; without a last event `finished` watchers wait. */
  readonly events?: readonly RunEvent[];
  /** The number of events after which the first watcher's connection is cut. */
  readonly cutAfter?: number;
  readonly files?: readonly { path: string; data: Buffer }[];
  /** Whoever fetches the files waits for more of them. */
  readonly filesNeverEnd?: boolean;
  readonly workers?: number;
  /** Pages of its list of runs, each of one run. */
  readonly runPages?: number;
}

/** A coordinator that speaks real gRPC and trains nothing. */
export class FakeRunService {
  readonly configs: RunConfig[] = [];
  /** First sequence number that each watcher has asked for. */
  readonly watchedFrom: number[] = [];
  readonly cancelled: string[] = [];
  readonly deleted: string[] = [];
  readonly drained: string[] = [];
  /** Resolves when somebody fetches the files. */
  readonly fetched = Promise.withResolvers<void>();
  address = '';
  readonly #answers: FakeAnswers;
  readonly #server = new Server();

  private constructor(answers: FakeAnswers) {
    this.#answers = answers;
    this.#server.addService(v1.RunService.service, this.#handlers());
  }

  static async start(answers: FakeAnswers = {}): Promise<FakeRunService> {
    const service = new FakeRunService(answers);
    const port = await bindServer(service.#server, '127.0.0.1:0');
    service.address = `127.0.0.1:${port}`;
    return service;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
  }

  #handlers(): RunServiceHandlers {
    const { files = [], filesNeverEnd, workers = 1, runPages = 1 } = this.#answers;
    return {
      SubmitRun: ({ request }, callback) => {
        this.configs.push(decodeRunConfig(request.config));
        callback(null, { runId: RUN_ID });
      },
      ListRuns: ({ request }, callback) => {
        const page = Number(request.pageToken);
        const nextPageToken = page + 1 < runPages ? String(page + 1) : '';
        callback(null, { runs: [summary], nextPageToken });
      },
      ListWorkers: (_, callback) => {
        callback(null, { workers: Array.from({ length: workers }, (_, index) => worker(index)) });
      },
      CancelRun: ({ request }, callback) => {
        this.cancelled.push(request.runId);
        callback(null, {});
      },
      DeleteRun: ({ request }, callback) => {
        this.deleted.push(request.runId);
        callback(null, { folderProblem: '' });
      },
      DrainWorker: ({ request }, callback) => {
        this.drained.push(request.workerId);
        callback(null, {});
      },
      HasDataset: (_, callback) => callback(null, { present: true }),
      UploadDataset: (_, callback) =>
        callback({ code: status.UNIMPLEMENTED, details: 'it has every dataset' }),
      WatchRun: (call) => this.#watch(call),
      FetchRunFiles: (call) => {
        for (const file of files) call.write(file);
        this.fetched.resolve();
        if (!filesNeverEnd) call.end();
      },
    };
  }

  #watch(call: ServerWritableStream<WatchRequest, ReturnType<typeof encodeRunEvent>>): void {
    const { runId, fromSequence, follow } = call.request;
    const { events = [], cutAfter } = this.#answers;
    if (runId !== '' && runId !== RUN_ID) {
      call.emit('error', { code: status.NOT_FOUND, details: `there is no run ${runId}` });
      return;
    }
    const isFirst = this.watchedFrom.push(fromSequence) === 1;
    const wanted = events.filter(({ sequence }) => sequence === 0 || sequence >= fromSequence);
    const sent = isFirst && cutAfter !== undefined ? wanted.slice(0, cutAfter) : wanted;
    for (const event of sent) call.write(encodeRunEvent(event));
    if (sent.length < wanted.length) {
      call.emit('error', { code: status.UNAVAILABLE, details: 'cut by the test' });
    } else if (!follow || events.at(-1)?.type === 'finished') {
      call.end();
    }
  }
}

interface WatchRequest {
  readonly runId: string;
  readonly fromSequence: number;
  readonly follow: boolean;
}

const summary = {
  runId: RUN_ID,
  status: 'succeeded',
  dataset: 'shapes',
  members: 2,
  membersDone: 2,
  submittedMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  accuracy: 0.69,
};

function worker(index: number) {
  return {
    workerId: `gpu-box-${index}`,
    hostname: 'gpu-box',
    backend: 'tensorflow',
    devices: [
      { kind: 'gpu', name: 'NVIDIA H200', memoryBytes: 1 },
      { kind: 'gpu', name: 'NVIDIA H200', memoryBytes: 1 },
    ],
    slots: 2,
    attempts: [{ runId: RUN_ID, member: 1, attempt: 1 }],
    connectedMs: Date.now(),
    state: 'ready',
  };
}
