import {
  required,
  v1,
  type ArtifactHeader,
  type ChorusError,
  type FetchDatasetRequest,
  type FetchDatasetResponseInput,
  type UploadArtifactRequest,
  type WorkerMessage,
  bindServer,
} from '@chorus/proto';
import { Server, status, type sendUnaryData, type ServerWritableStream } from '@grpc/grpc-js';
import { FakeSession, type WorkerCall } from './fake-session.ts';
import { Queue } from './queue.ts';

/** A file that a worker sends; it waits for the answer until the test gives one. */
export interface Upload {
  readonly header: ArtifactHeader;
  readonly bytes: Buffer;
  /** Says that it is on disk, or why not. */
  answer(error?: ChorusError): void;
}

type FetchCall = ServerWritableStream<{ sha256: string }, { chunk: Buffer }>;
type FetchDatasetCall = ServerWritableStream<FetchDatasetRequest, FetchDatasetResponseInput>;

/** A coordinator that speaks real gRPC and decides nothing: a test tells it what to say. */
export class FakeCoordinator {
  readonly uploads = new Queue<Upload>();
  /** What workers may fetch, by SHA-256. */
  readonly checkpoints = new Map<string, Buffer>();
  readonly datasets = new Map<string, Buffer>();
  /** What was asked for of datasets. */
  readonly fetches: FetchDatasetRequest[] = [];
  /** The next fetch of a dataset waits for so many others. */
  fetchWaitsFor: number | undefined;
  /** The next fetch of a dataset is cut off at this place of the file. */
  cutFetchAt: number | undefined;
  /** What it answers instead to who fetches a dataset or weights, of a coordinator that means harm. */
  answerFetch: ((call: FetchDatasetCall) => void) | undefined;
  /** The same for checkpoints. */
  answerCheckpoint: ((call: FetchCall) => void) | undefined;
  readonly #sessions = new Queue<FakeSession>();
  #server!: Server;
  #port = 0;

  static async start(): Promise<FakeCoordinator> {
    const coordinator = new FakeCoordinator();
    await coordinator.restart();
    return coordinator;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** The next connection on which a worker has introduced itself. */
  nextSession(): Promise<FakeSession> {
    return this.#sessions.next();
  }

  /** The same, and the worker is welcomed. */
  async welcomeNext(): Promise<FakeSession> {
    const session = await this.nextSession();
    session.welcome();
    return session;
  }

  /** Breaks every connection and refuses new ones. */
  stop(): void {
    this.#server.forceShutdown();
  }

  /** Listens again, where it has listened before. */
  async restart(): Promise<void> {
    this.#server = new Server();
    this.#server.addService(v1.WorkerService.service, {
      Connect: (call: WorkerCall) => this.#connect(call),
      UploadArtifact: (
        call: AsyncIterable<UploadArtifactRequest>,
        callback: sendUnaryData<object>,
      ) => void this.#receive(call, callback),
      FetchCheckpoint: (call: FetchCall) =>
        this.answerCheckpoint ? this.answerCheckpoint(call) : give(call, this.checkpoints),
      FetchDataset: (call: FetchDatasetCall) => this.#giveDataset(call),
    });
    this.#port = await bindServer(this.#server, this.address);
  }

  #connect(call: WorkerCall): void {
    call.once('data', ({ hello }: WorkerMessage) => {
      this.#sessions.push(new FakeSession(call, required(hello, 'hello')));
    });
    call.on('error', () => {});
  }

  #giveDataset(call: FetchDatasetCall): void {
    const { request } = call;
    const bytes = this.datasets.get(request.sha256);
    this.fetches.push(request);
    if (this.answerFetch) return this.answerFetch(call);
    if (!bytes) return refuse(call);
    if (this.fetchWaitsFor) call.write({ waitingFor: this.fetchWaitsFor });
    const cutAt = this.cutFetchAt;
    this.cutFetchAt = this.fetchWaitsFor = undefined;
    call.write({ offset: request.offset });
    call.write({ chunk: bytes.subarray(request.offset, request.offset + 1) });
    call.write({ chunk: bytes.subarray(request.offset + 1, cutAt) });
    if (cutAt === undefined) call.end();
    else call.emit('error', { code: status.UNAVAILABLE, details: 'it was cut' });
  }

  async #receive(
    call: AsyncIterable<UploadArtifactRequest>,
    callback: sendUnaryData<object>,
  ): Promise<void> {
    let header: ArtifactHeader | null | undefined;
    const chunks: Buffer[] = [];
    try {
      for await (const message of call) {
        header ??= message.header;
        if (message.chunk) chunks.push(message.chunk as Buffer);
      }
    } catch {
      return; // It was broken off.
    }
    this.uploads.push({
      header: header!,
      bytes: Buffer.concat(chunks),
      answer: (error) => callback(error ? error.toStatus() : null, {}),
    });
  }
}

function give(call: FetchCall, files: ReadonlyMap<string, Buffer>): void {
  const bytes = files.get(call.request.sha256);
  if (!bytes) return refuse(call);
  call.write({ chunk: bytes.subarray(0, 1) });
  call.write({ chunk: bytes.subarray(1) });
  call.end();
}

function refuse(call: FetchCall | FetchDatasetCall): void {
  call.emit('error', { code: status.NOT_FOUND, details: 'no such file here' });
}
