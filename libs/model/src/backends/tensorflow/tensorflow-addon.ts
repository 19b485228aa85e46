import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { restoreRemovedUtil } from './restore-removed-util.ts';

/** TensorFlow as tfjs-node has loaded it. */
export interface TensorFlow {
  readonly version: string;
  /** Whether TensorFlow itself found a GPU: tfjs-node takes the CPU, silently, when there is none. */
  readonly usesGpu: boolean;
}

/** Where the set-up puts tfjs-node's addon; undefined when it is not there. */
export function addonPath(): string | undefined {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json');
  const path = join(dirname(manifest), 'lib', 'napi-v8', 'tfjs_binding.node');
  return existsSync(path) ? path : undefined;
}

/**
 * Loads TensorFlow into this process and makes it tfjs's backend. TensorFlow reads its settings
 * from the environment as it is loaded, so they are set here.
 *
 * @param threads the size of its two pools (within an operation, between operations) and of OpenMP's
 */
export async function loadTensorFlow(threads: number): Promise<TensorFlow> {
  Object.assign(process.env, {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    TF_CPP_MIN_LOG_LEVEL: process.env['TF_CPP_MIN_LOG_LEVEL'] ?? '3', // fatal errors only
    // GPU kernels that give the same bits in every run; 0 is for measuring what they cost.
    TF_DETERMINISTIC_OPS: process.env['TF_DETERMINISTIC_OPS'] ?? '1',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true', // not all of the GPU's memory at once
    // oneDNN's kernels, which TensorFlow by itself takes only on processors with AVX-512 VNNI:
    // where there is but AVX2 a step is faster with them, too (docs/experiments.md).
    TF_ENABLE_ONEDNN_OPTS: process.env['TF_ENABLE_ONEDNN_OPTS'] ?? '1',
  });
  restoreRemovedUtil();
  await import('@tensorflow/tfjs-node-gpu');
  const backend = tf.backend() as unknown as {
    readonly isUsingGpuDevice: boolean;
    readonly binding: { readonly TF_Version: string };
  };
  return { version: backend.binding.TF_Version, usesGpu: backend.isUsingGpuDevice };
}

/**
 * Whether a line of standard error is one of the two that TensorFlow 2.21 prints as it is loaded,
 * before it has looked at TF_CPP_MIN_LOG_LEVEL: for whoever shows a trainer's output.
 */
export function isTensorFlowGreeting(line: string): boolean {
  return (
    line.startsWith('WARNING: All log messages before absl::InitializeLog() is called') ||
    /^I0000 .*\] oneDNN custom operations are on\./.test(line)
  );
}
