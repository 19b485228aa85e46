import { refusalByRole, RPCS } from '@chorus/proto';
import { identityOf, mutualContext } from '@chorus/trust';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { CoordinatorTrust } from '../server/coordinator-trust.ts';

/** Prometheus keeps one; whoever else scrapes, few. */
const MOST_CONNECTIONS = 32;
const HANDSHAKE_MS = 10_000;

/** Makes servers in mutual TLS which answer those alone who may look at the coordinator's runs. */
export function usersOnly(trust: CoordinatorTrust): (listener: RequestListener) => Server {
  return (listener) => {
    const { authority } = trust;
    const options = {
      ...mutualContext(trust),
      requestCert: true,
      handshakeTimeout: HANDSHAKE_MS,
    };
    const server = createServer(options, (request, response) => {
      const caller = identityOf(request.socket as TLSSocket);
      const { ListRuns } = RPCS.RunService;
      const refusal = refusalByRole('the metrics', ListRuns, caller, trust.isAdmitted);
      if (refusal) response.writeHead(403).end(`${refusal.problem}\n`);
      else listener(request, response);
    });
    server.maxConnections = MOST_CONNECTIONS;
    server.on('tlsClientError', (_, socket) => socket.destroy());
    const renewals = trust.onRenewed((pair) =>
      server.setSecureContext(mutualContext({ pair, authority })),
    );
    server.once('close', () => renewals.close());
    return server;
  };
}
