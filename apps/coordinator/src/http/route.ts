import type { OrderRpc, QueryRpc, WorkerSummary } from '@chorus/proto';
import type { Session } from '@chorus/trust';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Order } from '../audit/audited.ts';
import type { Principal } from '../journal/principal.ts';
import type { Run } from '../run/run.ts';
import type { Guard } from './guard.ts';

/** What can be seen of a coordinator: its dispatcher, for those who change nothing. */
export interface Watched {
  /** The runs in the order of their submission. */
  readonly runs: readonly Run[];
  /** @throws ChorusError `not-found` */
  run(runId: string): Run;
  workers(): WorkerSummary[];
}

/** What it takes to answer a request. */
export interface Asked {
  readonly watched: Watched;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** Parts of the path that vary. */
  readonly parts: readonly string[];
  /** Who asks; undefined where callers are not known, and who logs in. */
  readonly session: Session | undefined;
  /** What the page warns of. */
  readonly notice: string | undefined;
  /** Who keeps the door; undefined where callers are not known. */
  readonly guard: Guard | undefined;
}

/** An order, and who keeps the door: without one there are no orders. */
export interface Ordered extends Asked {
  readonly guard: Guard;
  /** Under whose name it is recorded. */
  readonly by: Principal;
}

/** What somebody orders, and what it is about; as whom and from where is known. */
export type AuditedOrder = Pick<Order, 'action' | 'subject' | 'reason'>;

/** A path below `/api/`: `:run` and the like stand for parts that vary. Each is for those who may call its RPC, and nobody else. */
export type Route = { readonly path: string } & (
  | {
      readonly method: 'GET';
      readonly rpc: QueryRpc;
      readonly answer: (asked: Asked) => void | Promise<void>;
    }
  | {
      readonly method: 'POST';
      readonly rpc: OrderRpc;
      /** What of it is audited. @param answer undefined where it was refused */
      readonly audited: (ordered: Ordered, answer?: object) => AuditedOrder;
      /** @returns what is sent as JSON */
      readonly carryOut: (ordered: Ordered) => Promise<object>;
    }
);
