import { execFile } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';

/** What a member can be trained on. */
export interface DeviceInfo {
  readonly kind: 'gpu' | 'cpu';
  readonly name: string;
  readonly memoryBytes: number;
}

const NVIDIA_SMI_TIMEOUT_MS = 10_000;

/** A GPU and the name by which CUDA_VISIBLE_DEVICES shows it to a process. */
export interface Gpu extends DeviceInfo {
  readonly id: string;
}

/**
 * The NVIDIA GPUs that this worker may use: those that `nvidia-smi` lists, or of them those that
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

/** The processor and the memory that goes with it. */
export function describeCpu(): DeviceInfo {
  const [cpu] = cpus();
  return { kind: 'cpu', name: cpu?.model ?? 'unknown processor', memoryBytes: totalmem() };
}

function parseGpu(line: string): Gpu & { uuid: string } {
  const [id = '', uuid = '', name = '', mebibytes] = line.split(', ');
  return { id, uuid, kind: 'gpu', name, memoryBytes: Number(mebibytes) * 1024 * 1024 };
}
