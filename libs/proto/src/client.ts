import { credentials, type ChannelOptions } from '@grpc/grpc-js';
import { v1 } from './definition.ts';
import type { RunServiceClient } from './generated/chorus/v1/RunService.ts';
import type { WorkerServiceClient } from './generated/chorus/v1/WorkerService.ts';

/** A peer that is silent for this long is asked whether it is there … */
const KEEPALIVE_INTERVAL_MS = 10_000;
/** … and given up when it has not answered for this long. */
const KEEPALIVE_TIMEOUT_MS = 5_000;

/** For clients and servers alike, so that a half-open connection is noticed on both ends. */
export const keepaliveOptions: ChannelOptions = {
  'grpc.keepalive_time_ms': KEEPALIVE_INTERVAL_MS,
  'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
  'grpc.keepalive_permit_without_calls': 1,
};

/** A client of what users ask; `address` is HOST:PORT. Nothing is dialled before the first call. */
export function createRunClient(address: string): RunServiceClient {
  return new v1.RunService(address, credentials.createInsecure(), keepaliveOptions);
}

/** A client of what workers say; `address` is HOST:PORT. Nothing is dialled before the first call. */
export function createWorkerClient(address: string): WorkerServiceClient {
  return new v1.WorkerService(address, credentials.createInsecure(), keepaliveOptions);
}
