import {
  loadPackageDefinition,
  logVerbosity,
  setLogVerbosity,
  type GrpcObject,
} from '@grpc/grpc-js';
import { loadSync, type Options } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';
import type { ProtoGrpcType as RunTypes } from './generated/run_service.ts';
import type { ProtoGrpcType as TrustTypes } from './generated/trust_service.ts';

// What gRPC would print is said again, in words for users, by whoever gets the error.
if (!process.env['GRPC_VERBOSITY']) setLogVerbosity(logVerbosity.NONE);

const PROTO_FOLDER = fileURLToPath(new URL('..', import.meta.url));

// The generated types hold for exactly these options: see tools/src/generate-types.
const OPTIONS: Options = {
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
  includeDirs: [PROTO_FOLDER],
};

/** Every message and service of `chorus.v1`, as @grpc/grpc-js and server reflection take them. */
export const packageDefinition = loadSync(
  [
    'chorus/v1/run_service.proto',
    'chorus/v1/worker_service.proto',
    'chorus/v1/trust_service.proto',
  ],
  OPTIONS,
);

/** The services' descriptions and client constructors, typed. */
export const { v1 } = (
  loadPackageDefinition(packageDefinition) as GrpcObject as unknown as RunTypes & TrustTypes
).chorus;
