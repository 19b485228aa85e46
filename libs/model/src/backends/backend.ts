import type { BackendName } from '@chorus/backend-names';
import * as tf from '@tensorflow/tfjs';
import { cpus } from 'node:os';
import { type AddonProblem, BackendError } from './backend-error.ts';
import { gpuName } from './gpu-name.ts';
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
  /** What kept TensorFlow from being it; undefined: nothing. */
  readonly addonProblem: AddonProblem | undefined;
  /** The versions of node, tfjs and, on that backend, tensorflow. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Which backend to start, and how. */
export interface BackendOptions {
  /** The backend's name. Default: TensorFlow where its addon is set up and loads, else WebAssembly. */
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
  if (requested === 'wasm') return startWithoutAddon('WebAssembly, as requested', allowCpu);
  const addon = await loadAddon(threads);
  if ('version' in addon) return tensorFlowBackend(addon, allowCpu);
  if (requested === 'tensorflow') throw new BackendError(addon.problem, addon.message);
  const reason = `WebAssembly: ${addon.message}; more than 10 times slower`;
  return startWithoutAddon(reason, allowCpu, addon.problem);
}

async function startWithoutAddon(
  reason: string,
  allowCpu: boolean,
  addonProblem?: AddonProblem,
): Promise<Backend> {
  if (!allowCpu) throw new BackendError('no-gpu', reason, addonProblem);
  await startWasm();
  return { name: 'wasm', ...onCpu(), reason, addonProblem, versions: versions() };
}

/** TensorFlow, or why there is none. */
async function loadAddon(
  threads: number,
): Promise<TensorFlow | { readonly problem: AddonProblem; readonly message: string }> {
  if (addonPath() === undefined) {
    return { problem: 'addon-missing', message: 'the TensorFlow addon is not set up' };
  }
  try {
    return await loadTensorFlow(threads);
  } catch (error) {
    const cause = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    const message = `the TensorFlow addon does not load (${cause})`;
    return { problem: 'addon-broken', message };
  }
}

function tensorFlowBackend(addon: TensorFlow, allowCpu: boolean): Backend {
  const software = `TensorFlow ${addon.version}`;
  const backend = {
    name: 'tensorflow',
    addonProblem: undefined,
    versions: { ...versions(), tensorflow: addon.version },
  } as const;
  if (addon.usesGpu) {
    const deviceName = gpuName();
    const reason = `${software} on the GPU: ${deviceName}`;
    return { ...backend, device: 'gpu', deviceName, reason };
  }
  const reason = `${software} on the CPU: no GPU found`;
  if (!allowCpu) throw new BackendError('no-gpu', reason);
  return { ...backend, ...onCpu(), reason };
}

function onCpu() {
  return { device: 'cpu', deviceName: cpus()[0]?.model ?? 'CPU' } as const;
}

function versions() {
  return { node: process.versions.node, tfjs: tf.version.tfjs };
}
