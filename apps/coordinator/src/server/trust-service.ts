import {
  callerOf,
  ChorusError,
  splitAddress,
  type LoginDescription,
  type TrustServiceHandlers,
} from '@chorus/proto';
import type { AccountWish, Identity, Role } from '@chorus/trust';
import { answer } from './answer.ts';
import { Allowances } from './allowances.ts';
import { networkOf } from '../http/network-of.ts';
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

/** What a browser brings that comes back from an issuer. */
export interface BroughtBack {
  /** What it has kept since it began to log in. */
  readonly kept: string;
  /** The query of the address that the issuer sent it to. */
  readonly answer: string;
  /** That address, without the query. */
  readonly page: string;
}

/** Who lets people in by accounts that they have elsewhere. */
export interface AdmittingAccounts {
  /** How they log in. */
  describe(): LoginDescription;
  /** Who shows an ID token, which is used up. @throws ChorusError `refused` for it or its account, `unavailable` */
  identify(idToken: string, nowMs: number): Promise<AccountWish>;
  /** Begins the login of somebody in a browser, which the issuer sends back to the page. @throws ChorusError `unavailable` */
  begin(page: string, nowMs: number): Promise<{ readonly address: string; readonly kept: string }>;
  /** Who has come back. @throws ChorusError `refused` for another login than was begun or their account, `unavailable` */
  finish(back: BroughtBack, nowMs: number): Promise<AccountWish>;
  /** Lets in who needs no certificate. @throws ChorusError `refused` for who was removed */
  letIn(wish: AccountWish, nowMs: number): Identity;
  /** @throws ChorusError `refused` for who was removed, `invalid` for the request */
  admit(
    wish: AccountWish,
    request: string,
    nowMs: number,
  ): Promise<{ readonly identity: Identity; readonly certificate: string }>;
}

/** A certificate costs a signature: who asks without end waits, and keeps no core busy. */
const PAUSE_MS = 50;
/** No caller waits longer for its turn. */
const LONGEST_WAIT_MS = 10_000;

/** How often somebody joins from one network, and in all: those of one leave turns to others. */
const JOINS = { each: { atOnce: 60, perSecond: 5 }, inAll: { atOnce: 180, perSecond: 15 } };
/** How often somebody who is known has a certificate made: it lasts for days. */
const RENEWALS = { each: { atOnce: 10, perSecond: 0.1 }, inAll: { atOnce: 180, perSecond: 15 } };

/** How somebody comes to be known: by a token or an account, once, and by the certificate that they have got from then on. */
export function trustService(
  admitting: Admitting,
  accounts?: AdmittingAccounts,
): TrustServiceHandlers {
  const turns = new Turns(1);
  const joins = new Allowances(JOINS, performance.now());
  const renewals = new Allowances(RENEWALS, performance.now());
  const inTurn = async <Result>(action: () => Promise<Result>): Promise<Result> => {
    using turn = turns.take();
    await turn.begin(AbortSignal.timeout(LONGEST_WAIT_MS));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return action();
  };
  return {
    Join: (call, callback) =>
      answer(callback, async () => {
        const { secret, name, certificateRequest } = call.request;
        requireSeldom(joins, networkOf(splitAddress(call.getPeer()).host));
        const { identity, certificate } = await inTurn(() =>
          admitting.admit(secret, name, certificateRequest, Date.now()),
        );
        return { certificate, role: identity.role };
      }),
    DescribeLogin: (_, callback) =>
      answer(callback, () => {
        const { scopes, ...described } = required(accounts).describe();
        return { ...described, scopes: [...scopes] };
      }),
    JoinWithIdToken: (call, callback) =>
      answer(callback, async () => {
        const { idToken, certificateRequest } = call.request;
        requireSeldom(joins, networkOf(splitAddress(call.getPeer()).host));
        // The issuer may be slow: nobody waits for it but who has an account there.
        const wish = await required(accounts).identify(idToken, Date.now());
        const { identity, certificate } = await inTurn(() =>
          required(accounts).admit(wish, certificateRequest, Date.now()),
        );
        return { certificate, ...identity };
      }),
    Renew: (call, callback) =>
      answer(callback, async () => {
        const caller = callerOf(call);
        if (!caller) throw new ChorusError('refused', 'no certificate was shown');
        requireSeldom(renewals, `${caller.role} ${caller.name}`);
        const { certificateRequest } = call.request;
        const certificate = await inTurn(() =>
          admitting.renew(caller, certificateRequest, Date.now()),
        );
        return { certificate };
      }),
  };
}

/** @throws ChorusError `unavailable` with when to come again */
function requireSeldom(allowances: Allowances, who: string): void {
  const retryAfterMs = allowances.take(who, performance.now());
  if (retryAfterMs === 0) return;
  const message = 'too many ask for a certificate: try again in a moment';
  throw new ChorusError('unavailable', message, { retryAfterMs });
}

/** @throws ChorusError `refused` where accounts let nobody in */
function required(accounts: AdmittingAccounts | undefined): AdmittingAccounts {
  if (accounts) return accounts;
  const remedy = "join with a token, or start 'chorus serve' with --oidc-issuer-url";
  throw new ChorusError('refused', `accounts let nobody in here: ${remedy}`);
}
