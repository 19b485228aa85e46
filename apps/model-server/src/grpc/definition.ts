import { loadPackageDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';

const PROTO = fileURLToPath(new URL('../../proto/open_inference.proto', import.meta.url));

/** The protocol's service, as @grpc/grpc-js takes it. */
export const inferenceService = serviceOf(
  loadPackageDefinition(
    loadSync(PROTO, { longs: Number, defaults: true, oneofs: true, keepCase: true }),
  ),
);

function serviceOf(loaded: unknown): ServiceDefinition {
  const { inference } = loaded as {
    inference: { GRPCInferenceService: { service: ServiceDefinition } };
  };
  return inference.GRPCInferenceService.service;
}
