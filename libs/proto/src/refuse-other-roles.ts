import { ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js';
import { identityIn, type Identity } from '@chorus/trust';
import { rpcAt } from './rpcs.ts';

/** What tells of a call whose connection it came over. */
interface Authenticated {
  getAuthContext(): { readonly sslPeerCertificate?: { readonly subject: object } };
}

/** Who makes a call, by the certificate of its connection; undefined: nobody that is known. */
export function callerOf(call: Authenticated): Identity | undefined {
  const certificate = call.getAuthContext().sslPeerCertificate;
  return certificate && identityIn({ ...certificate.subject });
}

/**
 * Refuses every call that its caller's role does not allow: the one place that does. A service that is not in the table, such as the
 * health check, answers whoever is known.
 *
 * @param isAdmitted whether somebody who shows a certificate has not been removed since
 */
export function refuseOtherRoles(isAdmitted: (identity: Identity) => boolean): ServerInterceptor {
  return ({ path }, call) =>
    new ServerInterceptingCall(call, {
      start(start) {
        const problem = problemOf(path, callerOf(call as unknown as Authenticated), isAdmitted);
        if (problem) call.sendStatus(problem);
        else start();
      },
    });
}

function problemOf(
  path: string,
  caller: Identity | undefined,
  isAdmitted: (identity: Identity) => boolean,
) {
  const roles = rpcAt(path)?.roles;
  if (roles === 'anybody') return undefined;
  if (!caller || !isAdmitted(caller)) {
    const details = caller
      ? `${caller.role} ${caller.name} was removed`
      : 'no certificate was shown';
    const remedy = "join with a token, which 'chorus token create' makes at the coordinator";
    return { code: status.UNAUTHENTICATED, details: `${details}: ${remedy}` };
  }
  if (!roles || roles.includes(caller.role)) return undefined;
  const rpc = path.slice(path.lastIndexOf('/') + 1);
  const details = `${caller.role} ${caller.name} may not call ${rpc}: that is for ${roles.join(' and ')}`;
  return { code: status.PERMISSION_DENIED, details };
}
