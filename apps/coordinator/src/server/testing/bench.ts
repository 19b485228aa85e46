import { datasetFilePath, fingerprint, writeDatasetFile, type Dataset } from '@chorus/data';
import {
  ChorusError,
  type ClientTrust,
  createRunClient,
  decodeRunEvents,
  encodeRunConfig,
  PROTOCOL_VERSION,
  type RunEvent,
} from '@chorus/proto';
import type { RunConfig } from '@chorus/run-config';
import { sampleConfig } from '@chorus/run-config/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startCoordinator,
  type Coordinator,
  type CoordinatorOptions,
} from '../start-coordinator.ts';
import { FakeWorker, type FakeHello } from './fake-worker.ts';

export const TEST_SAMPLES = 12;
export const CLASSES = 3;

/** What uniform predictions are worth on the bench's dataset: ln 3, and all class 0. */
export const EVALUATED = { testLoss: Math.log(3), testAccuracy: 1 / 3 };

/** What {@link Bench.perfectPredictions} are worth. */
export const PERFECT = { testLoss: 0, testAccuracy: 1 };

/** What a test may change in the run that it submits. */
export interface Submission {
  /** The weights that training begins with. */
  readonly weightsSha256?: string;
  readonly members?: number;
  readonly snapshots?: boolean;
  readonly epochs?: number;
  readonly sha256?: string;
  readonly protocolVersion?: number;
  readonly batchSize?: number;
  /** The number of the six training samples, from the last one, that are held out. */
  readonly validationSamples?: number;
  readonly stopWhenGainBelow?: number;
  readonly faults?: Partial<RunConfig['faults']>;
  readonly combining?: RunConfig['combining'];
  /** What the members are, such as groups, or a search with its trials. */
  readonly kinds?: Partial<RunConfig['members']>;
  /** The run whose members these are, in a run that only predicts. */
  readonly predicts?: RunConfig['predicts'];
}

/** What a test may change in the coordinator that it starts. */
type BenchOptions = Partial<
  Pick<
    CoordinatorOptions,
    | 'listen'
    | 'state'
    | 'lostAfterMs'
    | 'observers'
    | 'metrics'
    | 'http'
    | 'warn'
    | 'silenceMs'
    | 'fetchesAtOnce'
    | 'callLimits'
    | 'datasetLimitBytes'
    | 'keepFreeBytes'
    | 'trust'
  >
>;

type Client = ReturnType<typeof createRunClient>;
type Question = (
  client: Client,
  callback: (error: Error | null, response?: unknown) => void,
) => void;

/** A real coordinator with its journal on disk, a tiny dataset, and workers that a test plays. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'chorus-coordinator-'));
  readonly dataset = tinyDataset();
  /** As whom it asks; undefined: in plain text. */
  asked: ClientTrust | undefined;
  readonly #workers: FakeWorker[] = [];
  #coordinator: Coordinator | undefined;

  /** @param options see {@link startCoordinator} */
  static async start(options: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench();
    const { dataset, folder } = bench;
    await writeDatasetFile(dataset, datasetFilePath(folder, dataset.sha256));
    await bench.startCoordinator(options);
    return bench;
  }

  get coordinator(): Coordinator {
    return this.#coordinator!;
  }

  get runsDir(): string {
    return join(this.folder, 'runs');
  }

  /** Right on every test image, [TEST_SAMPLES, CLASSES]. */
  perfectPredictions(): Float32Array {
    const { labels } = this.dataset.test;
    return Float32Array.from({ length: TEST_SAMPLES * CLASSES }, (_, index) =>
      Number(labels[Math.floor(index / CLASSES)] === index % CLASSES),
    );
  }

  /** Starts it anew, at another address, from what the former one left. */
  async startCoordinator(options: BenchOptions = {}): Promise<void> {
    const { folder, runsDir } = this;
    const where = { listen: '127.0.0.1:0', runsDir, state: folder, home: folder };
    this.#coordinator = await startCoordinator({ ...where, ...options });
  }

  connect(hello: FakeHello = {}, reported?: Map<string, number>, trust?: ClientTrust): FakeWorker {
    const worker = new FakeWorker(this.coordinator.address, hello, reported, trust);
    this.#workers.push(worker);
    return worker;
  }

  /** @returns the run's id */
  async submit(change: Submission = {}): Promise<string> {
    const { members = 1, snapshots = false, epochs = 1, batchSize = 2 } = change;
    const { validationSamples = 0, stopWhenGainBelow, sha256 = this.dataset.sha256 } = change;
    const { name, synthetic, classes, sample } = this.dataset;
    const config = sampleConfig({
      dataset: {
        ...{ name, sha256, synthetic, classes: [...classes], sample },
        ...{ trainSamples: 6, testSamples: TEST_SAMPLES, trainLimit: 6, testLimit: TEST_SAMPLES },
        validationSamples,
      },
      network: { filters: [], kernelSize: 1, denseUnits: [1], dropout: 0 },
      training: { epochs, batchSize, learningRate: 0.1 },
      members: { count: members, snapshots, ...change.kinds },
      combining: {
        ...change.combining,
        ...(stopWhenGainBelow !== undefined && { stopWhenGainBelow }),
      },
      faults: change.faults ?? {},
    });
    const { protocolVersion = PROTOCOL_VERSION, weightsSha256, predicts } = change;
    const network = { ...config.network, ...(weightsSha256 && { weightsSha256 }) };
    const submitted = encodeRunConfig({ ...config, network, ...(predicts && { predicts }) });
    const { runId } = await this.ask<{ runId: string }>((client, callback) =>
      client.submitRun({ protocolVersion, config: submitted }, callback),
    );
    return runId;
  }

  /** @param trust by what it is known who asks. Default: what {@link asked} says */
  async ask<Response>(question: Question, trust = this.asked): Promise<Response> {
    const client = createRunClient(this.coordinator.address, trust);
    try {
      return await new Promise<Response>((resolve, reject) => {
        question(client, (error, response) => {
          if (error) reject(ChorusError.from(error));
          else resolve(response as Response);
        });
      });
    } finally {
      client.close();
    }
  }

  /** The run's events from the first one until one of this type, or such a one, or the last one. */
  async eventsUntil(
    runId: string,
    which: RunEvent['type'] | ((event: RunEvent) => boolean),
  ): Promise<RunEvent[]> {
    const isLast = typeof which === 'function' ? which : ({ type }: RunEvent) => type === which;
    const client = createRunClient(this.coordinator.address, this.asked);
    const events: RunEvent[] = [];
    const call = client.watchRun({ runId, fromSequence: 1, follow: true });
    try {
      for await (const event of decodeRunEvents(call)) {
        events.push(event);
        if (isLast(event)) break;
      }
      return events;
    } catch (error) {
      throw ChorusError.from(error);
    } finally {
      client.close();
    }
  }

  /** @returns the paths of what the run left, in its folder */
  async fetchFiles(runId: string): Promise<string[]> {
    const client = createRunClient(this.coordinator.address);
    const paths = new Set<string>();
    try {
      for await (const { path } of client.fetchRunFiles({ runId, paths: [] })) paths.add(path);
      return [...paths].toSorted();
    } catch (error) {
      throw ChorusError.from(error);
    } finally {
      client.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) worker.vanish();
    await this.coordinator.stop();
    rmSync(this.folder, { recursive: true });
  }
}

function tinyDataset(): Dataset {
  const set = (samples: number) => ({
    values: new Uint8Array(samples * 12).map((_, index) => index),
    labels: new Int32Array(samples).map((_, index) => index % CLASSES),
  });
  const content = {
    ...{ name: 'shapes', synthetic: true, classes: ['a', 'b', 'c'] },
    sample: { shape: [2, 2, 3], type: 'uint8' },
    ...{ train: set(6), test: set(TEST_SAMPLES) },
  } as const;
  return { ...content, sha256: fingerprint(content) };
}
