import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** An NVIDIA GPU. */
export interface Gpu {
  /** By which CUDA_VISIBLE_DEVICES shows it to a process. */
  readonly id: string;
  readonly name: string;
  readonly memoryBytes: number;
}

const NVIDIA_SMI_TIMEOUT_MS = 10_000;

/**
 * The NVIDIA GPUs that this process may use: those that `nvidia-smi` lists, or of them those that
 * CUDA_VISIBLE_DEVICES names, as a cluster's scheduler sets it. None without `nvidia-smi`.
 */
export async function listGpus(): Promise<Gpu[]> {
  const query = ['--query-gpu=index,uuid,name,memory.total', '--format=csv,noheader,nounits'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query, {
      timeout: NVIDIA_SMI_TIMEOUT_MS,
    });
    return parseGpus(stdout, process.env['CUDA_VISIBLE_DEVICES']);
  } catch {
    return [];
  }
}

/** The GPUs in the CSV of `nvidia-smi`; of them those in `visible`, by index or UUID, if it is set. */
export function parseGpus(csv: string, visible: string | undefined): Gpu[] {
  const gpus = csv.trim().split('\n').filter(Boolean).map(parseGpu);
  if (visible === undefined) return gpus;
  return visible.split(',').flatMap((name) => {
    return gpus.filter(({ id, uuid }) => name === id || (name !== '' && uuid.startsWith(name)));
  });
}

function parseGpu(line: string): Gpu & { uuid: string } {
  const [id = '', uuid = '', name = '', mebibytes] = line.split(', ');
  return { id, uuid, name, memoryBytes: Number(mebibytes) * 1024 * 1024 };
}
