import { packageDefinition, clientCredentials } from '@chorus/proto';
import {
  loadPackageDefinition,
  makeClientConstructor,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { service } from 'grpc-health-check';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import descriptor from 'protobufjs/ext/descriptor/index.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reflectedDefinition } from './reflected-definition.ts';
import { startCoordinator, type Coordinator } from './start-coordinator.ts';

let folder: string;
let coordinator: Coordinator;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-standard-'));
  const runsDir = join(folder, 'runs');
  coordinator = await startCoordinator({ listen: '127.0.0.1:0', runsDir, home: folder });
});

afterAll(async () => {
  await coordinator.stop();
  rmSync(folder, { recursive: true });
});

test.each(['', 'chorus.v1.RunService', 'chorus.v1.WorkerService'])(
  'the standard health service says that %j serves',
  async (name) => {
    const HealthClient = makeClientConstructor(service, 'Health');
    const client = new HealthClient(coordinator.address, clientCredentials(coordinator.address));
    const answer = await new Promise((resolve, reject) => {
      client['check']!({ service: name }, (error: Error | null, response: unknown) =>
        error ? reject(error) : resolve(response),
      );
    });
    client.close();
    expect(answer).toMatchObject({ status: 'SERVING' });
  },
);

/** What server reflection answers, of whose protocol only what is asked for is named here. */
async function reflect(request: object): Promise<Record<string, never>> {
  const require = createRequire(import.meta.url);
  const reflectionFolder = dirname(require.resolve('@grpc/reflection/package.json'));
  const proto = join(reflectionFolder, 'build/proto/grpc/reflection/v1/reflection.proto');
  const loaded = loadPackageDefinition(loadSync(proto)) as unknown as {
    grpc: { reflection: { v1: { ServerReflection: ServiceClientConstructor } } };
  };
  const { ServerReflection } = loaded.grpc.reflection.v1;
  const client = new ServerReflection(coordinator.address, clientCredentials(coordinator.address));
  const call = client['ServerReflectionInfo']!();
  call.write(request);
  const [answer] = await once(call, 'data');
  call.end();
  await once(call, 'end');
  client.close();
  return answer;
}

const SERVICES = [
  'chorus.v1.RunService',
  'chorus.v1.WorkerService',
  'chorus.v1.TrustService',
  'grpc.health.v1.Health',
];

test('server reflection lists the services', async () => {
  const { listServicesResponse } = await reflect({ listServices: '' });
  expect(listServicesResponse).toEqual({ service: SERVICES.map((name) => ({ name })) });
});

test.each([...SERVICES, 'chorus.v1.RunService.ListRuns', 'grpc.health.v1.HealthCheckRequest'])(
  'server reflection describes %s, so that it can be called without its .proto file',
  async (name) => {
    const answer = await reflect({ fileContainingSymbol: name });
    expect(answer).toHaveProperty('fileDescriptorResponse.fileDescriptorProto');
  },
);

// Go's library, and so grpcurl, refuses every file in which one is called otherwise.
test.each([
  ['chorus.v1.Hello', 'VersionsEntry'],
  ['grpc.health.v1.HealthListResponse', 'StatusesEntry'],
])("the entries of %s's map are called %s, as protobuf has it", async (name, entryName) => {
  const { fileDescriptorResponse } = await reflect({ fileContainingSymbol: name });
  const { fileDescriptorProto } = fileDescriptorResponse as { fileDescriptorProto: Buffer[] };
  const messages = fileDescriptorProto.flatMap((file) => {
    return (descriptor.FileDescriptorProto.decode(file).toJSON() as File).messageType ?? [];
  });
  const message = messages.find((one) => name.endsWith(`.${one.name}`));
  expect(message?.nestedType).toMatchObject([{ name: entryName, options: { mapEntry: true } }]);
  expect(message?.field.map(({ typeName }) => typeName)).toContain(entryName);
});

test('entries that are called so already keep their name', () => {
  const renamed = reflectedDefinition(packageDefinition);
  expect(reflectedDefinition(renamed)).toEqual(renamed);
});

interface File {
  readonly messageType?: {
    readonly name: string;
    readonly field: { readonly typeName?: string }[];
    readonly nestedType?: unknown[];
  }[];
}
