import * as tf from '@tensorflow/tfjs';
import { cpus } from 'node:os';
import { BackendError } from './backend-error.ts';
import { gpuName } from './gpu-name.ts';
import type { BackendName } from './names.ts';
import { addonPath, loadTensorFlow, type TensorFlow } from './tensorflow/tensorflow-addon.ts';
import { startWasm } from './wasm/start-wasm.ts';

/** What does the arithmetic in this process. */
export interface Backend {
  readonly name: BackendName;
  readonly device: 'gpu' | 'cpu';
  /** The GPU's or the processor's model name. */
  readonly deviceName: string;
  /** Why it is this one, for the log: one line. */
  readonly reason: string;
  /** Of node, tfjs and, on that backend, tensorflow. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Which backend to start, and how. */
export interface BackendOptions {
  /** By default TensorFlow where its addon is set up and loads, else WebAssembly. */
  readonly requested?: BackendName | undefined;
  /** Whether a device without a GPU will do. Default false: tfjs itself would not say so. */
  readonly allowCpu?: boolean | undefined;
  /** CPU threads of TensorFlow; WebAssembly has one. Another number gives other bits. */
  readonly threads: number;
}

/**
 * Starts the backend that `tf` uses from then on in this process. Once in a process: TensorFlow
 * keeps the number of threads that it was loaded with.
 *
 * @throws BackendError
 */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  tf.enableProdMode(); // tfjs keeps its advice about faster backends to itself
  const { requested, allowCpu = false, threads } = options;
  const addon = requested === 'wasm' ? 'not asked for' : await tryTensorFlow(threads, requested);
  if (typeof addon !== 'string') return tensorFlowBackend(addon, allowCpu);
  const reason =
    requested === 'wasm'
      ? 'WebAssembly, as requested'
      : `WebAssembly: ${addon}; more than 10 times slower; ${SET_UP}`;
  if (!allowCpu) throw noGpu(reason);
  await startWasm();
  return { name: 'wasm', ...onCpu(), reason, versions: versions() };
}

const SET_UP = "'chorus doctor' says what to do";

/** TensorFlow, or why there is none; an error if it was requested. */
async function tryTensorFlow(
  threads: number,
  requested: BackendName | undefined,
): Promise<TensorFlow | string> {
  const required = requested === 'tensorflow';
  if (addonPath() === undefined) {
    const missing = 'the TensorFlow addon is not set up';
    if (required) throw new BackendError('addon-missing', `${missing}: ${SET_UP}`);
    return missing;
  }
  try {
    return await loadTensorFlow(threads);
  } catch (error) {
    const cause = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    const broken = `the TensorFlow addon does not load (${cause})`;
    if (required) throw new BackendError('addon-broken', `${broken}: ${SET_UP}`);
    return broken;
  }
}

function tensorFlowBackend(addon: TensorFlow, allowCpu: boolean): Backend {
  const name = 'tensorflow';
  const software = `TensorFlow ${addon.version}`;
  const allVersions = { ...versions(), tensorflow: addon.version };
  if (addon.usesGpu) {
    const deviceName = gpuName();
    const reason = `${software} on the GPU: ${deviceName}`;
    return { name, device: 'gpu', deviceName, reason, versions: allVersions };
  }
  const reason = `${software} on the CPU: no GPU found`;
  if (!allowCpu) throw noGpu(reason);
  return { name, ...onCpu(), reason, versions: allVersions };
}

function noGpu(reason: string): BackendError {
  return new BackendError('no-gpu', `${reason}. To train without a GPU pass --allow-cpu`);
}

function onCpu() {
  return { device: 'cpu', deviceName: cpus()[0]?.model ?? 'CPU' } as const;
}

function versions() {
  return { node: process.versions.node, tfjs: tf.version.tfjs };
}
