import * as tf from '@tensorflow/tfjs';
import { correctBatchedGather } from './batched-gather.ts';
import { registerConv2DBackpropFilter } from './conv2d-backprop-filter.ts';
import { correctMaxPoolGrad } from './max-pool-grad.ts';

/**
 * Makes WebAssembly tfjs's backend, with the kernels that training needs. It has one thread in
 * Node: its workers do not start there.
 */
export async function startWasm(): Promise<void> {
  await import('@tensorflow/tfjs-backend-wasm');
  registerConv2DBackpropFilter('wasm');
  correctMaxPoolGrad('wasm');
  correctBatchedGather('wasm');
  await tf.setBackend('wasm');
}
