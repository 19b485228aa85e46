/** Who trains an embedded run. */
export interface LocalPlan {
  /** Worker processes. */
  readonly processes: number;
  /** Members that each of them trains at once. */
  readonly slots: number;
  /** CPU threads of each trainer. */
  readonly threads: number;
}

/** What the plan depends on. */
export interface LocalPlanInput {
  /** That can be trained at once. */
  readonly members: number;
  readonly cores: number;
  readonly gpus: number;
  /** Members trained at once, if the user has said. */
  readonly workers?: number | undefined;
  readonly threads?: number | undefined;
}

/**
 * With GPUs one worker process, which knows them all, with one slot per GPU; without, one process
 * per core. Never more trainers than members; the cores are shared out among them.
 */
export function planLocalWorkers(input: LocalPlanInput): LocalPlan {
  const { members, cores, gpus } = input;
  const atOnce = input.workers ?? Math.min(members, gpus > 0 ? gpus : cores);
  const threads = input.threads ?? Math.max(1, Math.floor(cores / atOnce));
  return gpus > 0
    ? { processes: 1, slots: atOnce, threads }
    : { processes: atOnce, slots: 1, threads };
}
