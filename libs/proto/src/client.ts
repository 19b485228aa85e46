import { grpcTarget } from './address.ts';
import { v1 } from './definition.ts';
import type { RunServiceClient } from './generated/chorus/v1/RunService.ts';
import type { WorkerServiceClient } from './generated/chorus/v1/WorkerService.ts';
import { clientCredentials, clientOptions } from './transport.ts';

/** A client of what users ask; `address` is HOST:PORT. Nothing is dialled before the first call. */
export function createRunClient(address: string): RunServiceClient {
  return new v1.RunService(grpcTarget(address), clientCredentials(), clientOptions(address));
}

/**
 * A client of what workers say; `address` is HOST:PORT. Nothing is dialled before the first call. Each
 * client dials anew: gRPC would share a connection that failed, and its own, longer pauses.
 */
export function createWorkerClient(address: string): WorkerServiceClient {
  return new v1.WorkerService(grpcTarget(address), clientCredentials(), {
    ...clientOptions(address),
    'grpc.use_local_subchannel_pool': 1,
  });
}
