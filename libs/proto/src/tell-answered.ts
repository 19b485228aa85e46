import { ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js';
import type { Identity } from '@chorus/trust';
import { callerOf } from './refuse-other-roles.ts';
import { rpcAt, type RpcFacts } from './rpcs.ts';

/** A call, and what became of it. */
export interface AnsweredCall {
  /** The RPC's name; of a service that is not Chorus's own with the service's. */
  readonly rpc: string;
  /** What is decided about it; undefined where it is not Chorus's own. */
  readonly facts: RpcFacts | undefined;
  /** Who called, by their certificate; undefined: nobody that is known. */
  readonly caller: Identity | undefined;
  /** HOST:PORT from which they called. */
  readonly peer: string;
  /** The first message that came; undefined where the call was refused before. */
  readonly request: unknown;
  /** The first message that was sent; undefined where none was. */
  readonly response: unknown;
  /** Why there was none. */
  readonly refusal: { readonly code: status; readonly details: string } | undefined;
}

/** Told of a call once, before its caller hears of it: at its first answer, or at its end where there was none. */
export type AnswerListener = (call: AnsweredCall) => void;

/** Tells of every call, also those that other interceptors refuse: it must be the first of them. Who has left meanwhile is told of, too. */
export function tellAnswered(told: AnswerListener): ServerInterceptor {
  return ({ path }, call) => {
    const facts = rpcAt(path);
    const rpc = facts ? path.slice(path.lastIndexOf('/') + 1) : path.slice(1);
    let request: unknown;
    let isTold = false;
    // Of a connection that has ended nothing is known any more.
    const [caller, peer] = [callerOf(call), call.getPeer()];
    const tell = (answer: Pick<AnsweredCall, 'response' | 'refusal'>) => {
      if (isTold) return;
      isTold = true;
      told({ rpc, facts, caller, peer, request, ...answer });
    };
    return new ServerInterceptingCall(call, {
      start: (start) =>
        start({
          onReceiveMessage(message, next) {
            request ??= message;
            next(message);
          },
        }),
      sendMessage(response, next) {
        tell({ response, refusal: undefined });
        next(response);
      },
      sendStatus(end, next) {
        const { code, details } = end;
        const refusal = code === status.OK ? undefined : { code: code!, details: details ?? '' };
        tell({ response: undefined, refusal });
        next(end);
      },
    });
  };
}
