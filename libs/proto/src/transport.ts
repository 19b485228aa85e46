/** How connections are made, on either end: nothing else makes credentials. */
import {
  credentials,
  Server,
  ServerCredentials,
  type ChannelCredentials,
  type ChannelOptions,
  type Client,
  type ClientOptions,
} from '@grpc/grpc-js';
import { grpcTarget, hostOf, isLoopback } from './address.ts';
import { MOST_BYTES_FROM_COORDINATOR, MOST_BYTES_TO_COORDINATOR } from './message-limits.ts';
import { announceProtocol, refuseOtherProtocols } from './protocol-version.ts';

/** A peer that is silent for this long is asked whether it is there … */
const KEEPALIVE_INTERVAL_MS = 10_000;
/** … and given up when it has not answered for this long. */
const KEEPALIVE_TIMEOUT_MS = 5_000;

/** The options of clients and servers by which a half-open connection is noticed on both ends. */
const keepaliveOptions: ChannelOptions = {
  'grpc.keepalive_time_ms': KEEPALIVE_INTERVAL_MS,
  'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
  'grpc.keepalive_permit_without_calls': 1,
};

/** A server that refuses clients of another protocol version, and messages that are too large. */
export function createServer(): Server {
  return new Server({
    ...keepaliveOptions,
    interceptors: [refuseOtherProtocols],
    'grpc.max_receive_message_length': MOST_BYTES_TO_COORDINATOR,
  });
}

/**
 * Lets a server listen.
 *
 * @param listen HOST:PORT; with port 0 a free one is taken
 * @returns the port
 * @throws Error of the system, when it cannot listen there
 */
export function bindServer(server: Server, listen: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(grpcTarget(listen), ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

/** What a client shows of itself, and asks of whom it dials. */
export function clientCredentials(): ChannelCredentials {
  return credentials.createInsecure();
}

/** How a client dials. @param address HOST:PORT */
export function clientOptions(address: string): ClientOptions {
  return {
    ...keepaliveOptions,
    'grpc.max_receive_message_length': MOST_BYTES_FROM_COORDINATOR,
    interceptors: [announceProtocol],
    // What is on this machine is not beyond a proxy.
    ...(isLoopback(hostOf(address)) && { 'grpc.enable_http_proxy': 0 }),
    // A coordinator says nothing about itself in TXT records: looking for them only takes time.
    'grpc.service_config_disable_resolution': 1,
  };
}

/**
 * Who stands between a client and its coordinator, as a part of a sentence: gRPC dials the proxy that
 * `grpc_proxy`, `https_proxy` or `http_proxy` names. Empty when there is none.
 */
export function describeProxy(client: Client, address: string): string {
  const dialled = client.getChannel().getTarget();
  if (dialled === grpcTarget(address)) return '';
  const proxy = dialled.replace(/^dns:(\/\/\/)?/, '');
  return ` through the proxy ${proxy} of the environment (no_proxy=${hostOf(address)} dials it directly)`;
}
