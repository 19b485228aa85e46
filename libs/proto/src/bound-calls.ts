import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { ChorusError } from '@chorus/errors';
import { Places, type PlaceLimits } from '@chorus/trust';
import { CALLS_AT_ONCE, OTHERS_AT_ONCE } from './calls-at-once.ts';
import { rpcAt, type RpcName } from './rpcs.ts';
import { callerOf, type Authenticated } from './refuse-other-roles.ts';

/** Who calls too much is asked to come again after so long. */
const RETRY_MS = 1_000;

/** Other bounds than {@link CALLS_AT_ONCE}, by RPC. */
export type CallLimits = Readonly<Partial<Record<RpcName, PlaceLimits>>>;

/**
 * Bounds how many calls are under way at once, by RPC: in all, and of one caller where callers are known. A call ends when its stream does, so
 * that one which nobody ends counts. What is beyond is refused as `unavailable` before anything of it is read, and told when to come again.
 *
 * @param changed bounds of some RPCs that are not those of {@link CALLS_AT_ONCE}
 */
export function boundCalls(changed: CallLimits = {}): ServerInterceptor {
  const limits: Readonly<Record<string, PlaceLimits>> = { ...CALLS_AT_ONCE, ...changed };
  const others = new Places(OTHERS_AT_ONCE);
  const own = new Map(Object.entries(limits).map(([rpc, each]) => [rpc, new Places(each)]));
  return ({ path }, call) =>
    new ServerInterceptingCall(call, {
      start(start) {
        const caller = callerOf(call as unknown as Authenticated);
        const rpc = nameOf(path);
        const places = (rpcAt(path) && own.get(rpc)) ?? others;
        const leave = places.take(caller && `${caller.role} ${caller.name}`);
        // It is told of every end of the stream.
        if (leave) start({ onCancel: leave });
        else call.sendStatus(refusal(rpc, places).toStatus());
      },
    });
}

function refusal(rpc: string, places: Places): ChorusError {
  const why = places.isFull ? `${places.taken} are under way` : 'you have too many under way';
  const message = `the coordinator takes no more ${rpc} at once, ${why}: try again in a moment`;
  return new ChorusError('unavailable', message, { retryAfterMs: RETRY_MS });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
