import { bindServer, ChorusError, hostOf, isLoopback, openServer } from '@chorus/proto';
import { serveMetrics, type MetricsServer } from '@chorus/telemetry';
import type { Server } from '@grpc/grpc-js';
import { usersOnly } from '../trust/users-only.ts';
import type { CoordinatorTrust } from './coordinator-trust.ts';

/** Where calls come in. */
export interface Listening {
  readonly port: number;
  /** Lets nobody in any more; what the server itself has under way is its own. */
  close(): void;
}

/**
 * Lets a coordinator's server listen: in plain text, or behind a front door that knows those whom the trust has let in, and puts out those who are removed.
 *
 * @param listen HOST:PORT; port 0 takes a free one
 * @throws ChorusError `invalid` when it cannot listen there
 */
export async function listenForCalls(
  server: Server,
  listen: string,
  trust: CoordinatorTrust | undefined,
): Promise<Listening> {
  try {
    if (!trust) return { port: await bindServer(server, listen), close: () => {} };
    const door = await openServer(server, listen, trust);
    const removals = trust.onRemoved(({ role, name }) =>
      door.putOut((one) => one.role === role && one.name === name),
    );
    const renewals = trust.onRenewed((pair) => door.renew(pair));
    return {
      port: door.port,
      close() {
        removals.close();
        renewals.close();
        door.close();
      },
    };
  } catch (error) {
    const { message } = error as Error;
    const why = message.includes('EADDRINUSE') ? 'another program listens there' : message;
    throw new ChorusError('invalid', `cannot listen on ${listen}: ${why}; choose another --listen`);
  }
}

/**
 * Serves a coordinator's metrics: on this machine to whoever scrapes, to others only when the trust knows them.
 *
 * @param listen HOST:PORT; port 0 takes a free one
 * @throws ChorusError `invalid` when it cannot listen there
 */
export async function listenForMetrics(
  listen: string,
  registry: Parameters<typeof serveMetrics>[1],
  trust: CoordinatorTrust | undefined,
): Promise<MetricsServer> {
  const isExposed = !isLoopback(hostOf(listen));
  try {
    return await serveMetrics(listen, registry, trust && isExposed ? usersOnly(trust) : undefined);
  } catch (error) {
    throw new ChorusError('invalid', (error as Error).message);
  }
}
