import { type Gpu, gpusToTrainOn } from '@chorus/machine';

/** A process that is to be started. */
export interface PlannedProcess {
  /** The places of its members in the ensemble, from 0, rising. */
  readonly members: readonly number[];
  readonly environment: NodeJS.ProcessEnv;
}

/** What the members are divided by. */
export interface MachineParts {
  /** Cores that may be used. */
  readonly cores: number;
  /** The GPUs that may be used, as `listGpus` gives them: undefined where there may be some that nobody can list. */
  readonly gpus: readonly Gpu[] | undefined;
}

/**
 * Divides members among processes: one for each GPU, or, without any, as many as have cores for their threads. A member
 * computes with the threads that it was trained with, since other numbers give other bits.
 *
 * @param members how many there are, 1 or more
 * @param threads CPU threads of a member
 */
export function planProcesses(
  members: number,
  threads: number,
  { cores, gpus: listed }: MachineParts,
): PlannedProcess[] {
  const gpus = listed?.length === 0 ? [] : gpusToTrainOn(listed);
  const named = gpus.filter(({ id }) => id !== undefined);
  const most = gpus.length > 0 ? Math.max(1, named.length) : Math.floor(cores / threads);
  const count = Math.min(members, Math.max(1, most));
  return Array.from({ length: count }, (_, process) => ({
    members: Array.from({ length: members }, (_, member) => member).filter(
      (member) => member % count === process,
    ),
    environment: environmentFor(gpus, named[process]),
  }));
}

function environmentFor(gpus: readonly Gpu[], gpu: Gpu | undefined): NodeJS.ProcessEnv {
  if (gpus.length === 0) return { CUDA_VISIBLE_DEVICES: '-1' };
  return gpu?.id === undefined ? {} : { CUDA_VISIBLE_DEVICES: gpu.id };
}
