import type { Gpu } from '@chorus/machine';
import { GPU_NAME_VARIABLE } from '@chorus/model';

/**
 * The environment of a process that is to see one GPU and no other.
 *
 * @param gpu undefined: it is to see none. One without an id is what CUDA shows to this process, too,
 *   so that the variable stays as it is.
 */
export function gpuEnvironment(gpu: Gpu | undefined): NodeJS.ProcessEnv {
  if (gpu === undefined) return { CUDA_VISIBLE_DEVICES: '-1' };
  const name = { [GPU_NAME_VARIABLE]: gpu.name };
  return gpu.id === undefined ? name : { ...name, CUDA_VISIBLE_DEVICES: gpu.id };
}
