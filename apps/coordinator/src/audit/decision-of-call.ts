/** What a call comes to as a decision: the one place that says which calls are audited, and what of them is told. */
import type { Decision } from '@chorus/audit';
import type { AnsweredCall, OrderRpc } from '@chorus/proto';
import type { Identity } from '@chorus/trust';
import { status } from '@grpc/grpc-js';
import { ANYBODY } from '../journal/principal.ts';
import { placeOf } from './place-of.ts';

/** The messages of an order: of what it is about only what names it, and no secret. */
interface Asked {
  readonly request: Partial<{
    readonly runId: string;
    readonly workerId: string;
    readonly sha256: string;
    readonly weightsSha256: string;
    readonly name: string;
    readonly hello: { readonly workerId: string };
    readonly header: { readonly attempt?: { readonly runId: string; readonly member: number } };
  }>;
  readonly response: Partial<{
    readonly runId: string;
    readonly role: string;
    readonly name: string;
  }>;
}

/** What an order is about; undefined where that is not known. */
type SubjectOf = (asked: Asked) => string | undefined;

const named = (kind: string, name: string | undefined) => (name ? `${kind} ${name}` : undefined);

/** Of every order, what it is about: an order that is not here is an error of the compiler. */
const SUBJECTS: { readonly [Rpc in OrderRpc]: SubjectOf } = {
  SubmitRun: ({ response }) => named('run', response.runId),
  CancelRun: ({ request }) => named('run', request.runId),
  DeleteRun: ({ request }) => named('run', request.runId),
  DrainWorker: ({ request }) => named('worker', request.workerId),
  UploadDataset: ({ request: { sha256, weightsSha256 } }) =>
    named('weights', weightsSha256) ?? named('dataset', sha256),
  Connect: ({ request }) => named('worker', request.hello?.workerId),
  UploadArtifact: ({ request: { header } }) =>
    header?.attempt && `member ${header.attempt.member} of run ${header.attempt.runId}`,
  Join: ({ request, response }) => named(response.role ?? 'somebody', request.name),
  JoinWithIdToken: ({ response: { role, name } }) => role && named(role, name),
  Renew: () => undefined,
};

/** The orders by which somebody comes to be known. */
const JOINING: readonly string[] = ['Join', 'JoinWithIdToken'] satisfies OrderRpc[];

/** What is refused for who asks, not for what they ask. */
const NOT_ALLOWED: readonly (status | undefined)[] = [
  status.UNAUTHENTICATED,
  status.PERMISSION_DENIED,
];

/**
 * The decision that a call was: every order, and every call that was refused for its caller.
 *
 * @param letInBy what let somebody in, in words
 * @returns undefined where nothing was decided
 */
export function decisionOf(
  call: AnsweredCall,
  atMs: number,
  letInBy: (identity: Identity) => string | undefined = () => undefined,
): Decision | undefined {
  const { rpc, facts, caller, peer, refusal } = call;
  const isOrder = facts?.effect === 'order';
  if (!isOrder && !NOT_ALLOWED.includes(refusal?.code)) return undefined;
  // Somebody has come and gone without a word.
  if (!refusal && call.response === undefined) return undefined;
  const subject = isOrder ? subjectOf(call) : undefined;
  const reason = refusal ? refusal.details : whatLetIn(call, letInBy);
  return {
    ...{ action: rpc, by: caller ?? ANYBODY, from: placeOf(peer) },
    ...(subject !== undefined && { subject }),
    outcome: refusal ? 'refused' : 'allowed',
    ...(reason !== undefined && { reason }),
    atMs,
  };
}

/** By what somebody has just been let in, in words. */
function whatLetIn(
  { rpc, request, response }: AnsweredCall,
  letInBy: (identity: Identity) => string | undefined,
): string | undefined {
  if (!JOINING.includes(rpc)) return undefined;
  const { role, name } = { ...(request as object), ...(response as object) } as Identity;
  return letInBy({ role, name });
}

function subjectOf({ rpc, request, response }: AnsweredCall): string | undefined {
  const asked = { request: request ?? {}, response: response ?? {} };
  return SUBJECTS[rpc as OrderRpc](asked);
}
