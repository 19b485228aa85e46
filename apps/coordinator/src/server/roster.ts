import {
  ChorusError,
  type Device,
  type WorkerSummary,
  type WorkerDescription,
} from '@chorus/proto';
import { type WorkerRef, setAsideFor, type SchedulerState } from '@chorus/scheduler';
import type { JournalRecord } from '../journal/record.ts';
import type { DescribedWorker } from './snapshot.ts';
import type { WorkerSession } from './worker-session.ts';

/** What the journal tells of a worker beside what the scheduler knows. */
type Joined = Pick<
  Extract<JournalRecord, { type: 'worker-joined' }>,
  'worker' | 'description' | 'atMs'
>;

/** What is known of the workers beside what the scheduler knows: their connections and machines. */
export class Roster {
  /** The newest connection of each worker's newest process. */
  readonly #sessions = new Map<string, WorkerSession>();
  /** Connections of older processes, until they end. */
  readonly #outdated = new Set<WorkerSession>();
  readonly #described = new Map<string, { description: WorkerDescription; joinedMs: number }>();

  describe({ worker, description, atMs }: Joined): void {
    this.#described.set(worker.workerId, { description, joinedMs: atMs });
  }

  /** What {@link describe} was told of the workers that the scheduler knows. */
  described({ workers }: SchedulerState): DescribedWorker[] {
    return [...workers.keys()].map((workerId) => ({ workerId, ...this.#described.get(workerId)! }));
  }

  /** @param workers what {@link described} gave */
  restore(workers: readonly DescribedWorker[]): void {
    for (const { workerId, ...described } of workers) this.#described.set(workerId, described);
  }

  /**
   * A worker's former connection ends; that of a later process of it stays.
   *
   * @param known the worker's newest process, as the scheduler knows it
   */
  connect(session: WorkerSession, known: WorkerRef | undefined): void {
    const { workerId, incarnation } = session.worker;
    const former = this.#sessions.get(workerId);
    if (known && known.incarnation > incarnation) {
      this.#outdated.add(session);
      return;
    }
    this.#sessions.set(workerId, session);
    if (!former) return;
    const replaced = former.worker.incarnation < incarnation;
    former.disconnect(
      replaced
        ? new ChorusError('refused', `another worker joined as ${workerId}`)
        : new ChorusError('unavailable', 'the worker has connected anew'),
    );
  }

  /** @returns whether it was the worker's newest connection */
  disconnect(session: WorkerSession): boolean {
    this.#outdated.delete(session);
    const { workerId } = session.worker;
    if (this.#sessions.get(workerId) !== session) return false;
    return this.#sessions.delete(workerId);
  }

  session(workerId: string): WorkerSession | undefined {
    return this.#sessions.get(workerId);
  }

  /** The connection of this very process. */
  sessionOf({ workerId, incarnation }: WorkerRef): WorkerSession | undefined {
    const all = [...this.#outdated, this.#sessions.get(workerId)];
    return all.find(
      (session) =>
        session?.worker.workerId === workerId && session.worker.incarnation === incarnation,
    );
  }

  /** @throws RangeError when the worker never joined */
  description(workerId: string): WorkerDescription {
    const described = this.#described.get(workerId);
    if (!described) throw new RangeError(`worker ${workerId} never joined`);
    return described.description;
  }

  /** The workers that are not lost, in the order in which they joined. */
  summaries(state: SchedulerState, atMs: number): WorkerSummary[] {
    return [...state.workers.values()].map((worker) => {
      const { workerId, slots, attempts } = worker;
      const { phase } = worker.state;
      const runIds = setAsideFor(state, worker, atMs);
      const { description, joinedMs } = this.#described.get(workerId)!;
      const { hostname, backend, devices } = description;
      return {
        workerId,
        hostname,
        backend,
        devices: devices as Device[],
        slots,
        attempts: [...attempts.values()],
        connectedMs: joinedMs,
        state: phase === 'ready' && runIds.length > 0 ? 'set-aside' : phase,
        setAsideFor: runIds,
      };
    });
  }
}
