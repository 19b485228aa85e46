import { datasetChunks, datasetFilePath, fingerprint, type Dataset } from '@chorus/data';
import { encodeRunConfig, type AttemptRef, type CoordinatorMessageInput } from '@chorus/proto';
import { sampleConfig } from '@chorus/run-config/testing';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ResolvedWorkerOptions } from '../options.ts';
import { superviseWorker, type SupervisorLimits, type WorkerOutcome } from '../supervisor.ts';
import { FakeCoordinator } from './fake-coordinator.ts';
import { TrainerPuppets } from './trainer-puppets.ts';

const ONE_PIXEL = { values: new Uint8Array(1), labels: new Int32Array(1) };

/** What is trained on: one image, and one to test. */
const CONTENT: Omit<Dataset, 'sha256'> = {
  name: 'shapes',
  synthetic: true,
  classes: ['black'],
  sample: { shape: [1, 1, 1], type: 'uint8' },
  train: ONE_PIXEL,
  test: ONE_PIXEL,
};
const DATASET: Dataset = { ...CONTENT, sha256: fingerprint(CONTENT) };

/** Its file, as a coordinator sends it. */
export const DATASET_FILE = Buffer.concat([...datasetChunks(DATASET, 1024)]);

/** A real worker between a fake coordinator and fake trainers. */
export class WorkerBench {
  readonly coordinator: FakeCoordinator;
  readonly trainers: TrainerPuppets;
  readonly outcome: Promise<WorkerOutcome>;
  readonly #drain = new AbortController();
  readonly #end = new AbortController();
  readonly #home: string;

  private constructor(
    coordinator: FakeCoordinator,
    trainers: TrainerPuppets,
    changes: Partial<ResolvedWorkerOptions>,
    limits: SupervisorLimits,
  ) {
    this.coordinator = coordinator;
    this.trainers = trainers;
    this.#home = mkdtempSync(join(tmpdir(), 'chorus-test-'));
    mkdirSync(dirname(this.datasetPath), { recursive: true });
    writeFileSync(this.datasetPath, DATASET_FILE);
    coordinator.datasets.set(DATASET.sha256, DATASET_FILE);
    const options = { ...optionsFor(coordinator.address), ...changes, home: this.#home };
    const requests = { drain: this.#drain.signal, end: this.#end.signal };
    this.outcome = superviseWorker(options, requests, limits);
  }

  static async start({
    slots = 1,
    gpus = [],
    backend = 'wasm',
    cacheBytes,
    ...limits
  }: SupervisorLimits &
    Partial<Pick<ResolvedWorkerOptions, 'slots' | 'gpus' | 'backend' | 'cacheBytes'>> = {}) {
    const coordinator = await FakeCoordinator.start();
    return new WorkerBench(
      coordinator,
      await TrainerPuppets.start(),
      { slots, gpus, backend, cacheBytes },
      limits,
    );
  }

  /** The worker's copy of the dataset. */
  get datasetPath(): string {
    return datasetFilePath(this.#home, DATASET.sha256);
  }

  /** Drains the worker, as SIGTERM does. */
  drain(): void {
    this.#drain.abort();
  }

  /** Ends the worker, as a second SIGTERM does. */
  end(): void {
    this.#end.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
    await this.outcome;
    this.coordinator.stop();
    this.trainers.stop();
    rmSync(this.#home, { recursive: true });
  }
}

/** The options of a worker that finds no dataset and trains with fake trainers. */
export function optionsFor(coordinator: string): ResolvedWorkerOptions {
  return {
    coordinator,
    credentials: undefined,
    workerId: 'w',
    incarnation: 1_700_000_000_000,
    slots: 1,
    backend: 'wasm',
    allowCpu: true,
    dataDir: undefined,
    datasetMemory: undefined,
    metrics: undefined,
    home: '/nowhere',
    cacheBytes: undefined,
    gpus: [],
    devices: [],
    backendReason: '',
    versions: {},
    trainerProgram: TrainerPuppets.program,
    firstTrainer: undefined,
  };
}

/** The first attempt at a member of the one run. */
export function attemptAt(member: number): AttemptRef {
  return { runId: 'run', member, attempt: 1 };
}

/** What a test may say about the attempt that it assigns. */
export interface AssignmentDetails {
  /** In seconds. */
  readonly stallTimeout?: number;
  readonly threads?: number;
  readonly resume?: { readonly epoch: number; readonly sha256: string };
  readonly continues?: { readonly member: number; readonly epochs: number };
  readonly checkpointAtEnd?: boolean;
}

/** The message that gives a worker the first attempt at a member. */
export function assignmentOf(
  member: number,
  { stallTimeout = 120, threads = 1, resume, continues, ...details }: AssignmentDetails = {},
): CoordinatorMessageInput {
  const config = encodeRunConfig(
    sampleConfig({
      dataset: {
        sha256: DATASET.sha256,
        sample: CONTENT.sample,
        ...{ trainLimit: 1, testLimit: 1 },
      },
      network: { filters: [], kernelSize: 1, denseUnits: [1], dropout: 0 },
      training: { epochs: 3, batchSize: 1 },
      faults: { stallTimeout },
      execution: { threads },
    }),
  );
  const attempt = attemptAt(member);
  const own = { seed: member, ...(continues && { continues }) };
  const assignment = { attempt, config, member: own, ...details };
  return { assignment: { ...assignment, ...(resume && { resume }) } };
}
