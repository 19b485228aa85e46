import { grpcTarget } from './address.ts';
import { v1 } from './definition.ts';
import type { RunServiceClient } from './generated/chorus/v1/RunService.ts';
import type { TrustServiceClient } from './generated/chorus/v1/TrustService.ts';
import type { WorkerServiceClient } from './generated/chorus/v1/WorkerService.ts';
import { clientCredentials, clientOptions, type ClientTrust } from './transport.ts';

/**
 * A client of what users ask; `address` is HOST:PORT. Nothing is dialled before the first call.
 *
 * @param trust default: plain text
 */
export function createRunClient(address: string, trust?: ClientTrust): RunServiceClient {
  return new v1.RunService(
    grpcTarget(address),
    clientCredentials(address, trust),
    clientOptions(address),
  );
}

/** A client by which somebody joins, or renews a certificate; `address` is HOST:PORT. Each dials anew, as those of workers do. */
export function createTrustClient(address: string, trust: ClientTrust): TrustServiceClient {
  return new v1.TrustService(grpcTarget(address), clientCredentials(address, trust), {
    ...clientOptions(address),
    'grpc.use_local_subchannel_pool': 1,
  });
}

/**
 * A client of what workers say; `address` is HOST:PORT. Nothing is dialled before the first call. Each
 * client dials anew: gRPC would share a connection that failed, and its own, longer pauses.
 *
 * @param trust default: plain text
 */
export function createWorkerClient(address: string, trust?: ClientTrust): WorkerServiceClient {
  return new v1.WorkerService(grpcTarget(address), clientCredentials(address, trust), {
    ...clientOptions(address),
    'grpc.use_local_subchannel_pool': 1,
  });
}
