import type { ServerDuplexStream, StatusObject } from '@grpc/grpc-js';
import type {
  AttemptRef,
  AttemptReport,
  CoordinatorMessageInput,
  Hello,
  WorkerMessage,
} from '@chorus/proto';
import { Queue } from './queue.ts';

export type WorkerCall = ServerDuplexStream<WorkerMessage, CoordinatorMessageInput>;

type Kind = 'heartbeat' | 'drain' | 'leaving';

/** A worker's connection as the fake coordinator has it: a test tells it what to answer. */
export class FakeSession {
  readonly hello: Hello;
  /** Resolves when the worker has ended the connection, or it has broken. */
  readonly ended: Promise<void>;
  readonly #call: WorkerCall;
  readonly #messages = new Queue<WorkerMessage>();
  readonly #reports = new Queue<AttemptReport>();

  constructor(call: WorkerCall, hello: Hello) {
    this.#call = call;
    this.hello = hello;
    this.ended = new Promise((resolve) => {
      call.on('end', () => {
        call.end();
        resolve();
      });
      call.on('cancelled', resolve);
    });
    call.on('error', () => {});
    call.on('data', (message: WorkerMessage) => {
      if (message.report) this.#reports.push(message.report);
      else this.#messages.push(message);
    });
  }

  send(message: CoordinatorMessageInput): void {
    this.#call.write(message);
  }

  welcome(heartbeatIntervalMs = 60_000): void {
    this.send({ welcome: { heartbeatIntervalMs } });
  }

  acknowledge(attempt: AttemptRef, sequence: number): void {
    this.send({ acknowledged: { attempt, sequence } });
  }

  /** Ends the connection with an error. */
  fail(status: Partial<StatusObject>): void {
    this.#call.emit('error', status);
  }

  /** The next message of this kind; others before it are passed over. */
  next(kind: Kind): Promise<unknown> {
    return this.#messages.nextThat((message) => message[kind]);
  }

  /** The next report that the coordinator must get: no progress and no log line. */
  nextReport(): Promise<AttemptReport> {
    return this.#reports.nextThat((report) => (report.sequence > 0 ? report : undefined));
  }

  /** The next reports, each as `sequence kind`. */
  async nextReports(count: number): Promise<string[]> {
    const found: string[] = [];
    while (found.length < count) {
      const { sequence, report } = await this.nextReport();
      found.push(`${sequence} ${report}`);
    }
    return found;
  }
}
