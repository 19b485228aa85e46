import {
  createWorkerClient,
  Outbox,
  PROTOCOL_VERSION,
  required,
  type Assignment,
  type AttemptRef,
  type CoordinatorMessage,
  type WorkerMessageInput,
} from '@chorus/proto';
import { sinceBootMs } from './since-boot.ts';

/**
 * A worker that speaks real gRPC and trains nothing: it takes one member and reports its epochs as
 * fast as it is told to, never more than a few ahead of what the coordinator has on disk.
 */
export class SimulatedWorker {
  readonly assigned: Promise<Assignment>;
  readonly #client;
  readonly #outbox: Outbox<WorkerMessageInput>;
  #sequence = 0;
  #acknowledged = 0;
  #wake = () => {};
  #attempt: AttemptRef | undefined;

  constructor(address: string, index: number) {
    this.#client = createWorkerClient(address);
    const call = this.#client.connect();
    this.#outbox = new Outbox(call);
    const assigned = Promise.withResolvers<Assignment>();
    this.assigned = assigned.promise;
    // After the assignment: the coordinator has been stopped.
    call.on('error', (error: Error) => assigned.reject(error));
    this.assigned.catch(() => {});
    call.on('data', ({ assignment, acknowledged }: CoordinatorMessage) => {
      if (assignment) {
        this.#attempt = required(assignment.attempt, 'attempt');
        assigned.resolve(assignment);
      }
      if (acknowledged) this.#acknowledged = acknowledged.sequence;
      this.#wake();
    });
    const devices = [{ kind: 'cpu', name: 'simulated', memoryBytes: 0 }];
    const workerId = `simulated-${index}`;
    const base = { protocolVersion: PROTOCOL_VERSION, workerId, incarnation: 1, slots: 1, devices };
    this.#outbox.send({ hello: { ...base, hostname: 'bench', backend: 'simulated' } });
  }

  start(): void {
    this.#report({ started: { backend: 'simulated', device: 'none' } });
  }

  /** Reports an epoch, stamped with its time so that a watcher can tell how old it is. */
  reportEpoch(epoch: number): void {
    const figures = { loss: 1.2345, accuracy: 0.5678, samplesPerSecond: 1000 };
    this.#report({ epoch: { epoch, ...figures, seconds: sinceBootMs() } });
  }

  /** Resolves when no more than `ahead` reports wait to be acknowledged. */
  async ready(ahead: number): Promise<void> {
    while (this.#sequence - this.#acknowledged > ahead) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  close(): void {
    this.#client.close();
  }

  #report(body: Omit<NonNullable<WorkerMessageInput['report']>, 'attempt' | 'report'>): void {
    const sequence = ++this.#sequence;
    this.#outbox.send({ report: { attempt: this.#attempt!, sequence, ...body } });
  }
}
