import { ChorusError, type OrderRpc } from '@chorus/proto';
import type { Identity, Session } from '@chorus/trust';
import { readBody } from './read-body.ts';
import type { AuditedOrder, Ordered } from './route.ts';

/** Lets somebody in by the token, and the name if there is one, that their request brings. */
export async function logIn({ guard, request, response }: Ordered): Promise<object> {
  // Before anything is read, or looked up, of what may be the thousandth attempt.
  guard.countAttempt(request);
  const { token, name = '' } = await readBody(request);
  if (typeof token !== 'string' || typeof name !== 'string') {
    throw new ChorusError('invalid', "the request brings no 'token', or a 'name' that is no text");
  }
  return describeSession(guard.logIn(token, name.trim() || undefined, response));
}

/** What is audited of a login: whom it let in, and by what. @param action the RPC that it is the same as */
export function auditedLogin(action: OrderRpc) {
  return ({ guard }: Ordered, answer?: object): AuditedOrder => {
    if (!answer) return { action };
    const { role, name } = answer as Identity;
    const by = guard.trust.letInBy?.({ role, name });
    const reason = by === undefined ? 'on the page' : `${by}, on the page`;
    return { action, subject: `${role} ${name}`, reason };
  };
}

/** Ends the session of who asks. */
export async function logOut({ guard, session, response }: Ordered): Promise<object> {
  if (session) guard.logOut(session, response);
  return {};
}

/** What somebody's page shows of their session. */
export function describeSession({ role, name, expiresMs }: Session): object {
  return { role, name, expiresMs };
}
