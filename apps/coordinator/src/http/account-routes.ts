import { ChorusError } from '@chorus/proto';
import type { Identity } from '@chorus/trust';
import type { IncomingMessage } from 'node:http';
import type { Guard } from './guard.ts';
import { asForbidden, HttpRefusal } from './http-refusal.ts';
import { readBody } from './read-body.ts';
import type { Asked, Ordered } from './route.ts';
import { describeSession } from './session-routes.ts';

/** Whose accounts let in: the issuer's host, if any do. */
export function describeAccounts({ guard }: Asked): object {
  const issuer = guard?.trust.accounts?.describe().issuer;
  return issuer === undefined ? {} : { issuer: new URL(issuer).host };
}

/** Where somebody logs in by their account. Their browser keeps what belongs to it. */
export async function beginAccountLogin({ guard, request, response }: Asked): Promise<object> {
  const { address, kept } = await accountsOf(guard).begin(pageOf(request), Date.now());
  guard!.keepBegun(kept, response);
  return { address };
}

/** Lets somebody in who has come back from their issuer. */
export async function logInByAccount({ guard, request, response }: Ordered): Promise<object> {
  guard.countAttempt(request);
  const { answer } = await readBody(request);
  if (typeof answer !== 'string') {
    throw new ChorusError('invalid', "the request brings no 'answer'");
  }
  const accounts = accountsOf(guard);
  const kept = guard.begunIn(request);
  if (kept === '') {
    const problem = 'this login was begun in another browser, or too long ago';
    throw new HttpRefusal(403, `${problem}: log in again`);
  }
  let identity: Identity;
  try {
    const wish = await accounts.finish({ kept, answer, page: pageOf(request) }, Date.now());
    identity = accounts.letIn(wish, Date.now());
  } catch (error) {
    throw asForbidden(error);
  }
  return describeSession(guard.beginSession(identity, response));
}

/** @throws ChorusError `not-found` */
function accountsOf(guard: Guard | undefined) {
  const accounts = guard?.trust.accounts;
  if (accounts) return accounts;
  throw new ChorusError('not-found', 'accounts let nobody in here: log in with a token');
}

/** The page that asks, under the name by which it was opened, which is one of this server's. */
function pageOf({ headers: { host } }: IncomingMessage): string {
  return `https://${host}/`;
}
