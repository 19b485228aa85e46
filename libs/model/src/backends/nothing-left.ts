import * as tf from '@tensorflow/tfjs';
import { nodeBackend } from './tensorflow/node-backend.ts';

/** Whether this process holds no tensor and no graph: all that was trained in it is disposed of. */
export function nothingLeft(): boolean {
  const backend = nodeBackend();
  const onDevice = backend ? backend.getNumOfTFTensors() + backend.getNumOfSavedModels() : 0;
  return tf.memory().numTensors + onDevice === 0;
}
