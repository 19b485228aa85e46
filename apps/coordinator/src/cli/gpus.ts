import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const NVIDIA_SMI_TIMEOUT_MS = 10_000;

/** The names of this machine's NVIDIA GPUs; none without `nvidia-smi`. */
export async function listGpus(): Promise<string[]> {
  try {
    const { stdout } = await promisify(execFile)(
      'nvidia-smi',
      ['--query-gpu=name', '--format=csv,noheader'],
      { timeout: NVIDIA_SMI_TIMEOUT_MS },
    );
    return stdout.split('\n').filter((line) => line !== '');
  } catch {
    return [];
  }
}
