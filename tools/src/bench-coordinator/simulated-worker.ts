import {
  createWorkerClient,
  Outbox,
  PROTOCOL_VERSION,
  required,
  type Assignment,
  type AttemptRef,
  type ClientTrust,
  type CoordinatorMessage,
  type WorkerMessageInput,
} from '@chorus/proto';
import { sinceBootMs } from './since-boot.ts';

/** As which worker the coordinator knows one of them. @param index from 0 */
export function simulatedName(index: number): string {
  return `simulated-${index}`;
}

/**
 * A worker that speaks real gRPC and trains nothing: it takes one member and reports its epochs as
 * fast as it is told to, never more than a few ahead of what the coordinator has on disk.
 */
export class SimulatedWorker {
  /** Resolves when the coordinator has let it in; rejects when the connection ends before. */
  readonly welcomed: Promise<void>;
  readonly assigned: Promise<Assignment>;
  readonly #client;
  readonly #outbox: Outbox<WorkerMessageInput>;
  #sequence = 0;
  #acknowledged = 0;
  #wake = () => {};
  #attempt: AttemptRef | undefined;
  /** When each report was sent that is not acknowledged yet, the oldest first, in milliseconds. */
  readonly #sentMs: number[] = [];
  #latenciesMs: number[] = [];

  /** @param trust default: plain text */
  constructor(address: string, index: number, trust?: ClientTrust) {
    this.#client = createWorkerClient(address, trust);
    const call = this.#client.connect();
    this.#outbox = new Outbox(call);
    const welcomed = Promise.withResolvers<void>();
    this.welcomed = welcomed.promise;
    const assigned = Promise.withResolvers<Assignment>();
    this.assigned = assigned.promise;
    // After the assignment: the coordinator has been stopped.
    call.on('error', (error: Error) => {
      welcomed.reject(error);
      assigned.reject(error);
    });
    this.welcomed.catch(() => {});
    this.assigned.catch(() => {});
    call.on('data', ({ welcome, assignment, acknowledged }: CoordinatorMessage) => {
      if (welcome) welcomed.resolve();
      if (assignment) {
        this.#attempt = required(assignment.attempt, 'attempt');
        assigned.resolve(assignment);
      }
      if (acknowledged) this.#noteAcknowledged(acknowledged.sequence);
      this.#wake();
    });
    const devices = [{ kind: 'cpu', name: 'simulated', memoryBytes: 0 }];
    const workerId = simulatedName(index);
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

  /** How long each report waited for its acknowledgement, since it was asked last, in milliseconds. */
  takeLatencies(): number[] {
    const latenciesMs = this.#latenciesMs;
    this.#latenciesMs = [];
    return latenciesMs;
  }

  close(): void {
    this.#client.close();
  }

  #noteAcknowledged(sequence: number): void {
    const nowMs = performance.now();
    const acknowledged = this.#sentMs.splice(0, sequence - this.#acknowledged);
    for (const sentMs of acknowledged) this.#latenciesMs.push(nowMs - sentMs);
    this.#acknowledged = sequence;
  }

  #report(body: Omit<NonNullable<WorkerMessageInput['report']>, 'attempt' | 'report'>): void {
    const sequence = ++this.#sequence;
    this.#sentMs.push(performance.now());
    this.#outbox.send({ report: { attempt: this.#attempt!, sequence, ...body } });
  }
}
