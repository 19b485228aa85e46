import {
  credentials,
  type ChannelOptions,
  type Client,
  type ClientOptions,
  type ServerOptions,
} from '@grpc/grpc-js';
import { grpcTarget, hostOf, isLoopback } from './address.ts';
import { v1 } from './definition.ts';
import { announceProtocol, refuseOtherProtocols } from './protocol-version.ts';
import type { RunServiceClient } from './generated/chorus/v1/RunService.ts';
import type { WorkerServiceClient } from './generated/chorus/v1/WorkerService.ts';
import { MOST_BYTES_FROM_COORDINATOR, MOST_BYTES_TO_COORDINATOR } from './message-limits.ts';

/** A peer that is silent for this long is asked whether it is there … */
const KEEPALIVE_INTERVAL_MS = 10_000;
/** … and given up when it has not answered for this long. */
const KEEPALIVE_TIMEOUT_MS = 5_000;

/** For clients and servers alike, so that a half-open connection is noticed on both ends. */
const keepaliveOptions: ChannelOptions = {
  'grpc.keepalive_time_ms': KEEPALIVE_INTERVAL_MS,
  'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
  'grpc.keepalive_permit_without_calls': 1,
};

/** The coordinator's options. */
export const serverOptions: ServerOptions = {
  ...keepaliveOptions,
  interceptors: [refuseOtherProtocols],
  'grpc.max_receive_message_length': MOST_BYTES_TO_COORDINATOR,
};

/** A client of what users ask; `address` is HOST:PORT. Nothing is dialled before the first call. */
export function createRunClient(address: string): RunServiceClient {
  return new v1.RunService(grpcTarget(address), credentials.createInsecure(), optionsFor(address));
}

/**
 * A client of what workers say; `address` is HOST:PORT. Nothing is dialled before the first call. Each
 * client dials anew: gRPC would share a connection that failed, and its own, longer pauses.
 */
export function createWorkerClient(address: string): WorkerServiceClient {
  return new v1.WorkerService(grpcTarget(address), credentials.createInsecure(), {
    ...optionsFor(address),
    'grpc.use_local_subchannel_pool': 1,
  });
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

function optionsFor(address: string): ClientOptions {
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
