import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A slice of a GPU that is split by MIG: to CUDA a device of its own. */
export interface MigSlice {
  /** The slice's UUID, as in `MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f`. */
  readonly uuid: string;
  /** The GPU's name and the slice's profile, as in `NVIDIA A100-SXM4-40GB MIG 1g.5gb`. */
  readonly name: string;
}

/** An NVIDIA GPU, as the driver's own tool lists it. */
export interface NvidiaGpu {
  readonly index: string;
  /** The GPU's UUID, as in `GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77`; empty where the tool does not tell. */
  readonly uuid: string;
  readonly name: string;
  /** undefined: not known, as of a GPU that shares the machine's memory. */
  readonly memoryBytes: number | undefined;
  /** The slices that it is split into; empty: it is whole. */
  readonly slices: readonly MigSlice[];
}

const TIMEOUT_MS = 10_000;

/** All NVIDIA GPUs of this machine, as `nvidia-smi` lists them; undefined when it cannot be asked. */
export async function askNvidiaSmi(): Promise<NvidiaGpu[] | undefined> {
  const [table, list] = await Promise.all([
    nvidiaSmi('--query-gpu=index,uuid,name,memory.total', '--format=csv,noheader,nounits'),
    nvidiaSmi('-L'),
  ]);
  return table === undefined ? undefined : parseNvidiaGpus(table, list ?? '');
}

/** @returns undefined when there is no such program, or it fails */
async function nvidiaSmi(...args: string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('nvidia-smi', args, { timeout: TIMEOUT_MS })).stdout;
  } catch (error) {
    // Where there is a driver and no GPU it says so, and fails.
    const { stdout = '' } = error as { stdout?: string };
    return /^No devices were found/m.test(stdout) ? '' : undefined;
  }
}

/**
 * Puts together what `nvidia-smi` tells in two ways.
 *
 * @param table CSV of index, uuid, name and memory in MiB
 * @param list the answer to `-L`, which alone names the slices of MIG
 */
export function parseNvidiaGpus(table: string, list: string): NvidiaGpu[] {
  const slices = parseSlices(list);
  return linesOf(table).flatMap((line) => {
    const [index = '', uuid = '', ...rest] = line.split(/\s*,\s*/);
    if (!/^\d+$/.test(index)) return [];
    const name = rest.slice(0, -1).join(', ');
    const parts = (slices.get(index) ?? []).map((slice) => {
      return { uuid: slice.uuid, name: `${name} MIG ${slice.profile}` };
    });
    return [
      {
        index,
        uuid: uuid.startsWith('GPU-') ? uuid : '',
        name,
        memoryBytes: parseMebibytes(rest.at(-1)),
        slices: parts,
      },
    ];
  });
}

/** `[N/A]` where the tool does not know: nothing else than digits is a number. */
function parseMebibytes(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) * 1024 * 1024 : undefined;
}

/** The slices of each GPU by its index: lines such as `  MIG 1g.5gb     Device  0: (UUID: MIG-…)` below its own. */
function parseSlices(list: string): Map<string, { profile: string; uuid: string }[]> {
  const slices = new Map<string, { profile: string; uuid: string }[]>();
  let ofGpu: { profile: string; uuid: string }[] = [];
  for (const line of linesOf(list)) {
    const [, index] = /^GPU (\d+):/.exec(line) ?? [];
    if (index !== undefined) slices.set(index, (ofGpu = []));
    const [, profile, uuid] =
      /^MIG (\S+)\s+Device\s+\d+:\s+\(UUID:\s*(MIG-[^)\s]+)/.exec(line) ?? [];
    if (profile !== undefined && uuid !== undefined) ofGpu.push({ profile, uuid });
  }
  return slices;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
