import { BACKENDS, type BackendName, PREFERRED_BACKEND } from '@chorus/backend-names';
import type { SampleKind, SampleValues } from '@chorus/data';
import { listGpus, readCapacity } from '@chorus/machine';
import type { FinishedMember, FinishedRun } from '@chorus/run-files';
import { MemberProcess } from './member-process.ts';
import { planProcesses, type PlannedProcess } from './plan-processes.ts';

/** How an ensemble is asked. */
export interface PredictorOptions {
  /**
   * The numbers of samples that are predicted at once: each request takes the smallest that has room for it. From 100
   * on the members' bits are those of their trainers.
   */
  readonly sizes: readonly number[];
  /** Aborted: the processes are ended, and what is under way fails with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The members of a finished run in processes of their own, ready to predict. */
export class EnsemblePredictor {
  /** What every sample is. */
  readonly sample: SampleKind;
  readonly classes: readonly string[];
  readonly members: number;
  /** Resolves with the reason when a process is gone that was not closed: nothing can be predicted any more. */
  readonly failed: Promise<Error>;
  /** The most samples of a request. */
  readonly mostSamples: number;
  readonly #processes: readonly MemberProcess[];
  readonly #plan: readonly PlannedProcess[];
  readonly #signal: AbortSignal | undefined;

  private constructor(
    run: FinishedRun,
    { sizes, signal }: PredictorOptions,
    processes: readonly MemberProcess[],
    plan: readonly PlannedProcess[],
  ) {
    this.sample = sampleOf(run);
    this.classes = run.config.dataset.classes;
    this.members = run.members.length;
    this.mostSamples = Math.max(...sizes);
    this.failed = Promise.race(processes.map(({ failed }) => failed));
    this.#processes = processes;
    this.#plan = plan;
    this.#signal = signal;
    signal?.addEventListener('abort', () => this.close(), { once: true });
  }

  /**
   * Loads a run's members.
   *
   * @throws ChorusError `not-found` or `corrupt` for a member's files, `unavailable` where the backend is not to be had;
   *   the signal's reason
   */
  static async open(run: FinishedRun, options: PredictorOptions): Promise<EnsemblePredictor> {
    run.requireModels();
    const backend = backendOf(run);
    const { threads } = run.config.execution;
    const gpus = BACKENDS[backend].usesGpu ? await listGpus() : [];
    const plan = planProcesses(run.members.length, threads, { cores: readCapacity().cores, gpus });
    const { normalisation } = run.facts;
    const starting = plan.map(({ members, environment }) =>
      MemberProcess.start(
        {
          ...{ threads, backend, sample: sampleOf(run), normalisation, sizes: options.sizes },
          members: members.map((place) => toLoad(run.members[place]!)),
        },
        environment,
      ),
    );
    const started = await Promise.allSettled(starting);
    const processes = started.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    const failed = started.find((each) => each.status === 'rejected');
    if (!failed && !options.signal?.aborted) {
      return new EnsemblePredictor(run, options, processes, plan);
    }
    for (const each of processes) each.close();
    options.signal?.throwIfAborted();
    throw failed!.reason;
  }

  /**
   * Each member's softmax, in the order of the run's members.
   *
   * @param values [samples, ...shape], of the run's preparation; one sample or more, at most {@link mostSamples}
   * @returns [samples, classes] of each member
   * @throws ChorusError `internal` when a process has died; the signal's reason
   */
  async predict(values: SampleValues): Promise<readonly Float32Array[]> {
    try {
      const answers = await Promise.all(this.#processes.map((each) => each.predict(values)));
      const predictions: Float32Array[] = [];
      for (const [process, { members }] of this.#plan.entries()) {
        for (const [at, member] of members.entries()) {
          predictions[member] = answers[process]![at]!;
        }
      }
      return predictions;
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw error;
    }
  }

  /** Ends the processes, whatever they are at. */
  close(): void {
    for (const each of this.#processes) each.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The backend that the members were trained with: another one gives other bits. */
export function backendOf(run: FinishedRun): BackendName {
  const trained = run.report.members.map(({ backend }) => backend);
  return (
    (Object.keys(BACKENDS) as BackendName[]).find((name) => trained.includes(name)) ??
    PREFERRED_BACKEND
  );
}

/** What every sample of a run's dataset is. */
export function sampleOf(run: FinishedRun): SampleKind {
  const { shape, type } = run.facts.sample;
  return { shape, type: type as SampleKind['type'] };
}

function toLoad({ specification, modelPath }: FinishedMember) {
  return { specification, modelPath };
}
