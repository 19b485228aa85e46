import { chorusHome, gpusToTrainOn, listGpus, type Gpu } from '@chorus/machine';
import { BACKENDS, type BackendName, PREFERRED_BACKEND } from '@chorus/backend-names';
import { ChorusError } from '@chorus/proto';
import type { Credentials } from '@chorus/trust';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describeBackend } from './backend-words.ts';
import { describeDevices, type DeviceInfo } from './devices.ts';
import { probeBackend } from './probe-backend.ts';
import type { WaitingTrainer } from './waiting-trainer.ts';

/** What a user may say to a worker. */
export interface WorkerOptions {
  /** HOST:PORT of the coordinator. */
  readonly coordinator: string;
  /** By what it is known to the coordinator now. Default: by nothing, in plain text. */
  readonly credentials?: (() => Credentials) | undefined;
  /**
   * Unique among the coordinator's workers, and the same whenever this one is started; see
   * {@link checkName}. Default: the host's name and four random digits.
   */
  readonly name?: string;
  /** Members trained at once, 1 or more. Default: one per GPU, one without a GPU. */
  readonly slots?: number;
  /** Members trained at once on each GPU, 1 or more. Default: 1. Not beside `slots`. */
  readonly slotsPerGpu?: number;
  /** The backend; default: TensorFlow when it is set up, else WebAssembly. */
  readonly backend?: BackendName;
  /** Whether it trains without a GPU; else a worker that finds none ends with an error. */
  readonly allowCpu: boolean;
  /** CPU threads that its first member is likely to have: a trainer with them is started ahead. Default: 1. */
  readonly threads?: number;
  /** Bytes of samples that a trainer may have in memory. Default: a share of what is available when it begins. */
  readonly datasetMemory?: number;
  /** Bytes of what it has fetched that its caches may keep. Default: all of it. */
  readonly cacheBytes?: number;
  /** A folder with a copy of the dataset, so that it need not be fetched. */
  readonly dataDir?: string;
  /** HOST:PORT where Prometheus finds /metrics. Default: nowhere. */
  readonly metrics?: string;
  /** Where caches lie. Default: CHORUS_HOME, else ~/.cache/chorus. */
  readonly home?: string;
}

/** The same with every default filled in, made once, when the worker starts. */
export interface ResolvedWorkerOptions {
  readonly coordinator: string;
  readonly credentials: (() => Credentials) | undefined;
  /** The worker's name, unique among the coordinator's workers. */
  readonly workerId: string;
  /** When this process was started, in milliseconds of Unix time: tells it from its predecessors. */
  readonly incarnation: number;
  readonly slots: number;
  readonly backend: BackendName;
  readonly allowCpu: boolean;
  readonly dataDir: string | undefined;
  /** Undefined: as {@link datasetMemoryNow} finds. */
  readonly datasetMemory: number | undefined;
  readonly metrics: string | undefined;
  readonly home: string;
  /** Undefined: whatever it has fetched stays. */
  readonly cacheBytes: number | undefined;
  /** Slot i trains on GPU i, modulo their number; empty on a worker that trains without a GPU. */
  readonly gpus: readonly Gpu[];
  readonly devices: readonly DeviceInfo[];
  /** Why this backend, for people. */
  readonly backendReason: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Path of the program that trains one member: it speaks as trainer/messages.ts says. */
  readonly trainerProgram: string;
  /** A trainer process that was started ahead for slot 0; undefined: none. */
  readonly firstTrainer: WaitingTrainer | undefined;
}

const TRAINER_PROGRAM = fileURLToPath(new URL('trainer/main.ts', import.meta.url));

/** @throws ChorusError `invalid` unless it is 1 to 64 letters, digits, dots, hyphens and underscores */
export function checkName(flag: string, name: string): string {
  if (/^[A-Za-z0-9._-]{1,64}$/.test(name)) return name;
  throw new ChorusError(
    'invalid',
    `${flag} must be 1 to 64 of the characters A-Z a-z 0-9 . _ -, not '${name}'`,
  );
}

/** @throws ChorusError `invalid` when both ways to say it are used, or there is no GPU */
export function chooseSlots(
  { slots, slotsPerGpu }: Pick<WorkerOptions, 'slots' | 'slotsPerGpu'>,
  gpus: number,
): number {
  if (slotsPerGpu === undefined) return slots ?? Math.max(1, gpus);
  if (slots !== undefined) {
    throw new ChorusError('invalid', '--slots and --slots-per-gpu exclude each other: give one');
  }
  if (gpus === 0) {
    throw new ChorusError('invalid', '--slots-per-gpu is given, and no GPU is used: give --slots');
  }
  return slotsPerGpu * gpus;
}

/**
 * Looks at the machine and fills in what the user left open.
 *
 * @param signal aborted: the promise is rejected with its reason
 * @throws Error when the backend that was asked for is not there, or there is no GPU and
 *   `allowCpu` was not given; its message says what to do
 */
export async function resolveOptions(
  options: WorkerOptions,
  signal?: AbortSignal,
): Promise<ResolvedWorkerOptions> {
  const { backend: wanted, allowCpu, threads = 1 } = options;
  const { usesGpu } = BACKENDS[wanted ?? PREFERRED_BACKEND];
  const listed = usesGpu ? await listGpus() : [];
  const { backend, trainer } = await probeBackend(
    TRAINER_PROGRAM,
    { backend: wanted, allowCpu, threads },
    listed?.[0]?.name,
    signal,
  );
  const gpus = backend.device === 'gpu' ? gpusToTrainOn(listed) : [];
  return {
    coordinator: options.coordinator,
    credentials: options.credentials,
    workerId: options.name ?? `${hostname()}-${randomBytes(2).toString('hex')}`,
    incarnation: Math.round(performance.timeOrigin),
    slots: chooseSlots(options, gpus.length),
    backend: backend.name,
    allowCpu,
    dataDir: options.dataDir,
    datasetMemory: options.datasetMemory,
    metrics: options.metrics,
    cacheBytes: options.cacheBytes,
    home: options.home ?? chorusHome(process.env),
    gpus,
    devices: describeDevices(gpus),
    backendReason: describeBackend(backend),
    versions: { node: process.versions.node, ...backend.versions },
    trainerProgram: TRAINER_PROGRAM,
    firstTrainer: trainer,
  };
}
