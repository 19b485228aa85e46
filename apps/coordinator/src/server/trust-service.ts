import { callerOf, ChorusError, type TrustServiceHandlers } from '@chorus/proto';
import type { Identity, Role } from '@chorus/trust';
import { answer } from './answer.ts';
import { Turns } from './turns.ts';

/** Who lets people and machines in. */
export interface Admitting {
  /** @throws ChorusError `refused` for the token or the name, `invalid` for the request */
  admit(
    secret: string,
    name: string,
    request: string,
    nowMs: number,
  ): Promise<{ readonly identity: Identity; readonly certificate: string }>;
  /** Lets in who needs no certificate. @throws ChorusError `refused` for the token, its role or the name, `invalid` for the name */
  letIn(secret: string, name: string, roles: readonly Role[], nowMs: number): Identity;
  /** @throws ChorusError `refused` when they were removed */
  renew(identity: Identity, request: string, nowMs: number): Promise<string>;
}

/** A certificate costs a signature: who asks without end waits, and keeps no core busy. */
const PAUSE_MS = 50;

/** How somebody comes to be known: by a token, once, and by the certificate that they have got from then on. */
export function trustService(admitting: Admitting): TrustServiceHandlers {
  const turns = new Turns(1);
  const inTurn = async <Result>(action: () => Promise<Result>): Promise<Result> => {
    using turn = turns.take();
    await turn.begin(AbortSignal.timeout(5_000));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return action();
  };
  return {
    Join: ({ request: { secret, name, certificateRequest } }, callback) =>
      answer(callback, async () => {
        const { identity, certificate } = await inTurn(() =>
          admitting.admit(secret, name, certificateRequest, Date.now()),
        );
        return { certificate, role: identity.role };
      }),
    Renew: (call, callback) =>
      answer(callback, async () => {
        const caller = callerOf(call);
        if (!caller) throw new ChorusError('refused', 'no certificate was shown');
        const { certificateRequest } = call.request;
        const certificate = await inTurn(() =>
          admitting.renew(caller, certificateRequest, Date.now()),
        );
        return { certificate };
      }),
  };
}
