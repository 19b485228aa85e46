import { ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js';
import { identityIn, type Identity, type PeerPlace } from '@chorus/trust';
import { refusalByRole } from './refusal-by-role.ts';
import { rpcAt } from './rpcs.ts';

/** What tells of a call whose connection it came over. */
export interface Authenticated {
  getConnectionInfo(): PeerPlace;
  getAuthContext(): { readonly sslPeerCertificate?: { readonly subject: object } };
}

/** Who makes a call, by the certificate of its connection; undefined: nobody that is known. */
export function callerOf(call: Pick<Authenticated, 'getAuthContext'>): Identity | undefined {
  const certificate = call.getAuthContext().sslPeerCertificate;
  return certificate && identityIn({ ...certificate.subject });
}

/** Who lets callers in. */
export interface CallerCheck {
  /** Whether somebody who shows a certificate has not been removed since. */
  isAdmitted(identity: Identity): boolean;
  /** Why nobody is known by the connection from there; undefined where that is not known either. */
  whyUnknown(place: PeerPlace): string | undefined;
}

/** Refuses every call that its caller's role does not allow. */
export function refuseOtherRoles(check: CallerCheck): ServerInterceptor {
  return ({ path }, call) =>
    new ServerInterceptingCall(call, {
      start(start) {
        const problem = problemOf(path, call as unknown as Authenticated, check);
        if (problem) call.sendStatus(problem);
        else start();
      },
    });
}

function problemOf(path: string, call: Authenticated, { isAdmitted, whyUnknown }: CallerCheck) {
  const rpc = path.slice(path.lastIndexOf('/') + 1);
  const refusal = refusalByRole(rpc, rpcAt(path), callerOf(call), isAdmitted);
  if (!refusal) return undefined;
  const { why, problem } = refusal;
  if (why === 'role') return { code: status.PERMISSION_DENIED, details: problem };
  const unknown = () => whyUnknown(call.getConnectionInfo()) ?? 'no certificate was shown';
  const shown = why === 'nobody' ? unknown() : problem;
  const remedy = "join with a token, which 'chorus token create' makes at the coordinator";
  return { code: status.UNAUTHENTICATED, details: `${shown}: ${remedy}` };
}
