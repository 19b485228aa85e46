import { chorusHome, listGpus, type Gpu } from '@chorus/tools/machine';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { describeDevices, type DeviceInfo } from './devices.ts';
import { probeBackend } from './probe-backend.ts';

export type BackendName = 'tensorflow' | 'wasm';

/** What a user may say to a worker. */
export interface WorkerOptions {
  /** HOST:PORT of the coordinator. */
  readonly coordinator: string;
  /** Members trained at once, 1 or more. Default: one per GPU, one without a GPU. */
  readonly slots?: number;
  /** Default: TensorFlow when it is set up, else WebAssembly. */
  readonly backend?: BackendName;
  /** Train without a GPU; else a worker that finds none ends with an error. */
  readonly allowCpu: boolean;
  /** A folder with a copy of the dataset, so that it need not be fetched. */
  readonly dataDir?: string;
  /** Where caches lie. Default: CHORUS_HOME, else ~/.cache/chorus. */
  readonly home?: string;
}

/** The same with every default filled in, made once, when the worker starts. */
export interface ResolvedWorkerOptions {
  readonly coordinator: string;
  /** Unique among the coordinator's workers. */
  readonly workerId: string;
  readonly slots: number;
  readonly backend: BackendName;
  readonly allowCpu: boolean;
  readonly dataDir: string | undefined;
  readonly home: string;
  /** Slot i trains on GPU i, modulo their number; empty on a worker without GPUs. */
  readonly gpus: readonly Gpu[];
  readonly devices: readonly DeviceInfo[];
  /** Why this backend, for people. */
  readonly backendReason: string;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Looks at the machine and fills in what the user left open.
 *
 * @throws Error when the backend that was asked for is not there, or there is no GPU and
 *   `allowCpu` was not given; its message says what to do
 */
export async function resolveOptions(options: WorkerOptions): Promise<ResolvedWorkerOptions> {
  const backend = await probeBackend(options.backend, options.allowCpu);
  const gpus = backend.device === 'gpu' ? await listGpus() : [];
  return {
    coordinator: options.coordinator,
    workerId: `${hostname()}-${randomBytes(2).toString('hex')}`,
    slots: options.slots ?? Math.max(1, gpus.length),
    backend: backend.name,
    allowCpu: options.allowCpu,
    dataDir: options.dataDir,
    home: options.home ?? chorusHome(process.env),
    gpus,
    devices: describeDevices(gpus),
    backendReason: backend.reason,
    versions: { node: process.versions.node, ...backend.versions },
  };
}
