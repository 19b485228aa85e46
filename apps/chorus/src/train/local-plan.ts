/** Who trains an embedded run. */
export interface LocalPlan {
  /** The number of worker processes. */
  readonly processes: number;
  /** Members that each of them trains at once. */
  readonly slots: number;
  /** CPU threads of each trainer. */
  readonly threads: number;
}

/** What the plan depends on. */
export interface LocalPlanInput {
  /** The number of members that can be trained at once. */
  readonly members: number;
  /** The cores that may be used. */
  readonly cores: number;
  /** The memory that may be used. */
  readonly memoryBytes: number;
  readonly gpus: number;
  /** Members trained at once, if the user has said. */
  readonly workers?: number | undefined;
  readonly threads?: number | undefined;
}

/** What a worker and its trainer take of the experiment's CNN and CIFAR-10 without a GPU: 0.98 GB. */
const WORKER_BYTES = 2 ** 30;
/** What `chorus train` itself takes, with the dataset in memory. */
const COORDINATOR_BYTES = 2 ** 29;

/**
 * The plan: with GPUs one worker process, which knows them all, with one slot per GPU, and one thread for each
 * member, since several only get in each other's way when they give a GPU its work (docs/experiments.md);
 * without, one process per core, as far as there is memory for them, and the cores are shared out among
 * the members. Never more trainers than members.
 */
export function planLocalWorkers(input: LocalPlanInput): LocalPlan {
  const { members, cores, gpus } = input;
  const atOnce = input.workers ?? Math.min(members, gpus > 0 ? gpus : workersFor(input));
  const threads = input.threads ?? (gpus > 0 ? 1 : Math.max(1, Math.floor(cores / atOnce)));
  return gpus > 0
    ? { processes: 1, slots: atOnce, threads }
    : { processes: atOnce, slots: 1, threads };
}

function workersFor({ cores, memoryBytes }: LocalPlanInput): number {
  const fitting = Math.floor((memoryBytes - COORDINATOR_BYTES) / WORKER_BYTES);
  return Math.max(1, Math.min(cores, fitting));
}
