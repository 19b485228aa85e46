/**
 * The environment variable with the model name of the GPU that a process sees: TensorFlow's addon does
 * not tell it, and who starts the process has asked for it before.
 */
export const GPU_NAME_VARIABLE = 'CHORUS_GPU_NAME';

/** The name that was handed to this process; `NVIDIA GPU` when none was. */
export function gpuName(): string {
  return process.env[GPU_NAME_VARIABLE] || 'NVIDIA GPU';
}
