/** What every gRPC server is expected to answer beside its own services. */
import { packageDefinition, SERVICE_NAMES } from '@chorus/proto';
import type { Server } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation, protoPath } from 'grpc-health-check';
import { reflectedDefinition } from './reflected-definition.ts';

/**
 * Adds the standard health service, for load balancers and probes, and server reflection, by which
 * `grpcurl` and its like know all services and messages, those of the health service among them.
 */
export function addStandardServices(server: Server): void {
  const serving = ['', ...SERVICE_NAMES].map((name) => [name, 'SERVING'] as const);
  new HealthImplementation(Object.fromEntries(serving)).addToServer(server);
  const services = reflectedDefinition({ ...packageDefinition, ...loadSync(protoPath) });
  new ReflectionService(services).addToServer(server);
}
