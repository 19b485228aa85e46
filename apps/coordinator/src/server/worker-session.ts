import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  Outbox,
  type ChorusError,
  type CoordinatorMessageInput,
  type Hello,
  type WorkerMessage,
} from '@chorus/proto';
import type { AttemptRef, WorkerRef } from '@chorus/scheduler';
import type { Principal } from '../journal/principal.ts';
import { principalOf } from './principal-of.ts';

export type WorkerCall = ServerDuplexStream<WorkerMessage, CoordinatorMessageInput>;

/** One worker's connection, from its Hello to its end, as the rest of the coordinator sees it. */
export class WorkerSession {
  readonly hello: Hello;
  readonly worker: WorkerRef;
  /** Who connected: what comes over the connection is said by them. */
  readonly by: Principal;
  readonly #call: WorkerCall;
  readonly #outbox: Outbox<CoordinatorMessageInput>;

  constructor(call: WorkerCall, hello: Hello) {
    this.hello = hello;
    this.by = principalOf(call);
    this.worker = { workerId: hello.workerId, incarnation: hello.incarnation };
    this.#call = call;
    this.#outbox = new Outbox(call);
  }

  send(message: CoordinatorMessageInput): void {
    this.#outbox.send(message);
  }

  /** Acknowledges a report; of several for one attempt that wait only the newest is sent. */
  acknowledge(attempt: AttemptRef, sequence: number): void {
    const { runId, member, attempt: number } = attempt;
    const key = `acknowledged ${runId}/${member}/${number}`;
    this.#outbox.sendLatest(key, { acknowledged: { attempt, sequence } });
  }

  stop(attempt: AttemptRef, reason: string): void {
    this.send({ stop: { attempt, reason } });
  }

  /** Ends the connection; the worker is told why. */
  disconnect(error: ChorusError): void {
    this.#call.emit('error', error.toStatus());
  }
}
