import { bytesOf } from '@chorus/data';
import {
  ChorusError,
  type ClientTrust,
  createWorkerClient,
  decodeRunConfig,
  PROTOCOL_VERSION,
  required,
  type Assignment,
  type AttemptRef,
  type CoordinatorMessage,
  type UploadArtifactRequestInput,
  type WorkerMessageInput,
} from '@chorus/proto';
import { hash } from 'node:crypto';
import { on } from 'node:events';

type Report = Omit<NonNullable<WorkerMessageInput['report']>, 'attempt' | 'report'>;
type Kind =
  'PREDICTIONS' | 'VALIDATION_PREDICTIONS' | 'MODEL_TOPOLOGY' | 'MODEL_WEIGHTS' | 'CHECKPOINT';

/** The predictions of a fake result: uniform rows, [rows, classes]. */
export function fakePredictions(rows: number, classes: number): Float32Array {
  return new Float32Array(rows * classes).fill(1 / classes);
}

/** A worker that speaks real gRPC and trains nothing: a test tells it what to say. */
export class FakeWorker {
  readonly #client;
  readonly #call;
  readonly #messages: AsyncIterator<CoordinatorMessage[], void>;
  /** Resolves when the coordinator has ended the connection, with its reason if it gave one. */
  readonly ended: Promise<ChorusError | undefined>;
  /** Reports of each attempt so far; a test may hand it to the worker's next connection. */
  readonly reported: Map<string, number>;

  /** @param hello what it says of itself; null: it says nothing */
  constructor(
    address: string,
    hello: FakeHello | null = {},
    reported = new Map<string, number>(),
    trust?: ClientTrust,
  ) {
    this.reported = reported;
    this.#client = createWorkerClient(address, trust);
    this.#call = this.#client.connect();
    this.#messages = on(this.#call, 'data', { close: ['end'] })[Symbol.asyncIterator]();
    this.ended = new Promise((resolve) => {
      this.#call.on('error', (error) => resolve(ChorusError.from(error)));
      this.#call.on('end', () => resolve(undefined));
    });
    const defaults = {
      protocolVersion: PROTOCOL_VERSION,
      workerId: 'fake',
      incarnation: 1,
      slots: 1,
      backend: 'fake',
    };
    if (hello) this.#call.write({ hello: { ...defaults, ...hello } });
  }

  /** The next message of this kind; others before it are passed over. */
  async next<
    Kind extends 'welcome' | 'assignment' | 'stop' | 'accepted' | 'acknowledged' | 'drain',
  >(kind: Kind): Promise<NonNullable<CoordinatorMessage[Kind]>> {
    for (;;) {
      const { value } = await this.#messages.next();
      if (!value) throw new Error(`the connection ended before '${kind}'`);
      const found = value[0]?.[kind];
      if (found) return found as NonNullable<CoordinatorMessage[Kind]>;
    }
  }

  /** @param sequence default: the next one, as a worker numbers its reports */
  report(attempt: AttemptRef, report: Report, sequence?: number): void {
    const key = JSON.stringify(attempt);
    const next = sequence ?? (this.reported.get(key) ?? 0) + 1;
    this.reported.set(key, next);
    this.#call.write({ report: { attempt, sequence: next, ...report } });
  }

  say(message: WorkerMessageInput): void {
    this.#call.write(message);
  }

  /** The bytes of a checkpoint that an assignment names. @throws ChorusError when it is refused */
  async fetchCheckpoint(attempt: AttemptRef, sha256: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    try {
      for await (const { chunk } of this.#client.fetchCheckpoint({ attempt, sha256 })) {
        chunks.push(chunk as Buffer);
      }
    } catch (error) {
      throw ChorusError.from(error);
    }
    return Buffer.concat(chunks);
  }

  /** Uploads one file; `change` alters its header, as a faulty or late worker would. */
  upload(
    { attempt, config }: Assignment,
    kind: Kind,
    bytes: Uint8Array,
    change: { sha256?: string; datasetSha256?: string } = {},
  ): Promise<void> {
    const header = {
      attempt,
      kind: `ARTIFACT_KIND_${kind}` as const,
      sizeBytes: bytes.byteLength,
      sha256: sha256Of(bytes),
      datasetSha256: decodeRunConfig(config).dataset.sha256,
      ...change,
    };
    const { call, answered } = this.beginUpload(header);
    call.write({ chunk: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) });
    call.end();
    return answered;
  }

  /** Announces a file. @returns what sends it, and the answer, which may be a refusal */
  beginUpload(header: NonNullable<UploadArtifactRequestInput['header']>) {
    const { promise: answered, resolve, reject } = Promise.withResolvers<void>();
    const call = this.#client.uploadArtifact((error) => {
      if (error) reject(ChorusError.from(error));
      else resolve();
    });
    call.write({ header });
    return { call, answered };
  }

  /** Trains in no time: everything that a real worker would send for an assignment, in order. */
  async succeed(
    assignment: Assignment,
    predictions: Float32Array,
    evaluated: Evaluated,
    validated?: Validated,
  ): Promise<void> {
    const attempt = required(assignment.attempt, 'attempt');
    this.report(attempt, { started: { backend: 'fake', device: 'none' } });
    this.report(attempt, {
      epoch: { epoch: 1, loss: 1, accuracy: 0.5, seconds: 1, samplesPerSecond: 9 },
    });
    if (assignment.checkpointAtEnd) {
      const bytes = Buffer.from(`last checkpoint of member ${attempt.member}`);
      await this.upload(assignment, 'CHECKPOINT', bytes);
      this.report(attempt, { checkpoint: { epoch: 1, sha256: sha256Of(bytes) } });
    }
    this.report(attempt, { predicting: {} });
    const files = await this.uploadResult(assignment, predictions, validated);
    this.report(attempt, { result: { ...evaluated, ...files } });
  }

  /**
   * Uploads the files of a result.
   *
   * @param validated of the validation samples, if there are any. Default: uniform predictions
   * @returns their digests, as the report names them
   */
  async uploadResult(assignment: Assignment, predictions: Float32Array, validated?: Validated) {
    const topology = Buffer.from('{}');
    const weights = Buffer.from('weights');
    await this.upload(assignment, 'MODEL_TOPOLOGY', topology);
    await this.upload(assignment, 'MODEL_WEIGHTS', weights);
    await this.upload(assignment, 'PREDICTIONS', bytesOf(predictions));
    const files = {
      predictionsSha256: sha256Of(bytesOf(predictions)),
      topologySha256: sha256Of(topology),
      weightsSha256: sha256Of(weights),
    };
    const { validationSamples, classes } = decodeRunConfig(assignment.config).dataset;
    if (validationSamples === 0 && !validated) return files;
    const held = bytesOf(
      validated?.predictions ?? fakePredictions(validationSamples, classes.length),
    );
    await this.upload(assignment, 'VALIDATION_PREDICTIONS', held);
    const predictionsSha256 = sha256Of(held);
    // No image that the bench holds out is of the first class.
    const { loss, accuracy } = validated ?? { loss: Math.log(classes.length), accuracy: 0 };
    return { ...files, validation: { loss, accuracy, predictionsSha256 } };
  }

  /** Ends the connection as a worker that dies would. */
  vanish(): void {
    this.#call.cancel();
    this.#client.close();
  }
}

/** What a fake worker may say of itself. */
export interface FakeHello {
  readonly workerId?: string;
  readonly slots?: number;
  readonly protocolVersion?: number;
  readonly incarnation?: number;
  readonly held?: AttemptRef[];
  readonly hostname?: string;
  readonly backend?: string;
  readonly devices?: { kind: string; name: string }[];
}

/** SHA-256 in hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

/** What a member predicts of the validation samples, and what its worker says that it is worth. */
export interface Validated {
  readonly predictions: Float32Array;
  readonly loss: number;
  readonly accuracy: number;
}

/** What a worker says that its predictions are worth. */
export interface Evaluated {
  readonly testLoss: number;
  readonly testAccuracy: number;
  /** How long they took. */
  readonly predictSeconds?: number;
}
