import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { ChorusError } from '@chorus/proto';
import {
  Outbox,
  type CoordinatorMessageInput,
  type Hello,
  type WorkerMessage,
} from '@chorus/proto';
import type { AttemptRef } from '../core/scheduler.ts';

export type WorkerCall = ServerDuplexStream<WorkerMessage, CoordinatorMessageInput>;

/** One worker's connection, from its Hello to its end, as the rest of the coordinator sees it. */
export class WorkerSession {
  readonly hello: Hello;
  readonly connectedMs = Date.now();
  readonly #call: WorkerCall;
  readonly #outbox: Outbox<CoordinatorMessageInput>;

  constructor(call: WorkerCall, hello: Hello) {
    this.hello = hello;
    this.#call = call;
    this.#outbox = new Outbox(call);
  }

  get workerId(): string {
    return this.hello.workerId;
  }

  send(message: CoordinatorMessageInput): void {
    this.#outbox.send(message);
  }

  stop(attempt: AttemptRef, reason: string): void {
    this.send({ stop: { attempt, reason } });
  }

  /** Ends the connection; the worker is told why. */
  disconnect(error: ChorusError): void {
    this.#call.emit('error', error.toStatus());
  }
}
