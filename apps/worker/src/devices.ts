import { readCapacity, type Gpu } from '@chorus/machine';
import { cpus } from 'node:os';

/** What a member can be trained on, as the worker announces it. */
export interface DeviceInfo {
  readonly kind: 'gpu' | 'cpu';
  readonly name: string;
  /** The memory that it may use; 0: not known. */
  readonly memoryBytes: number;
}

/** The GPUs, or without any the processor and the memory that goes with it. */
export function describeDevices(gpus: readonly Gpu[]): DeviceInfo[] {
  if (gpus.length > 0) {
    return gpus.map(({ name, memoryBytes }) => ({
      kind: 'gpu',
      name,
      memoryBytes: memoryBytes ?? 0,
    }));
  }
  const [cpu] = cpus();
  const { memoryBytes } = readCapacity();
  return [{ kind: 'cpu', name: cpu?.model ?? 'unknown processor', memoryBytes }];
}
