import { ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js';
import { identityIn, type Identity } from '@chorus/trust';
import { refusalByRole } from './refusal-by-role.ts';
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
 * Refuses every call that its caller's role does not allow.
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
  const rpc = path.slice(path.lastIndexOf('/') + 1);
  const refusal = refusalByRole(rpc, rpcAt(path), caller, isAdmitted);
  if (!refusal) return undefined;
  const { why, problem } = refusal;
  if (why === 'role') return { code: status.PERMISSION_DENIED, details: problem };
  const shown = why === 'nobody' ? 'no certificate was shown' : problem;
  const remedy = "join with a token, which 'chorus token create' makes at the coordinator";
  return { code: status.UNAUTHENTICATED, details: `${shown}: ${remedy}` };
}
