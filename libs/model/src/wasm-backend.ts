import * as tf from '@tensorflow/tfjs';
import { registerConv2DBackpropFilter } from './conv2d-backprop-filter.ts';

/** Makes WebAssembly tfjs's backend. It has one thread in Node: its workers do not start there. */
export async function startWasm(): Promise<void> {
  await import('@tensorflow/tfjs-backend-wasm');
  registerConv2DBackpropFilter('wasm');
  await tf.setBackend('wasm');
}
