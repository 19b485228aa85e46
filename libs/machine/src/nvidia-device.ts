import { existsSync, readdirSync } from 'node:fs';

/** Where the driver tells of its GPUs, one folder for each. */
const DRIVER_FOLDER = '/proc/driver/nvidia/gpus';
const WSL_DRIVER = '/usr/lib/wsl/lib/libcuda.so.1';

/**
 * Whether the kernel knows of an NVIDIA GPU, or Windows lends one. Cheap enough for every start: asks
 * neither the driver nor `nvidia-smi`, which may be missing where there is a GPU.
 */
export function hasNvidiaDevice(): boolean {
  if (process.platform !== 'linux') return false;
  return (
    namesIn('/dev').some((name) => /^nvidia\d+$/.test(name)) ||
    namesIn(DRIVER_FOLDER).length > 0 ||
    existsSync(WSL_DRIVER)
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
