import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The model name of the GPU that TensorFlow uses, the first visible one, as the NVIDIA driver's
 * own tool has it (TensorFlow's addon does not tell); `GPU` where the tool is missing.
 */
export async function gpuName(): Promise<string> {
  const visible = process.env['CUDA_VISIBLE_DEVICES']?.split(',')[0] || '0';
  const query = ['--query-gpu=name', '--format=csv,noheader', `--id=${visible}`];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 10_000 });
    return stdout.trim();
  } catch {
    return 'GPU';
  }
}
