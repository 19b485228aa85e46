import { credentials, loadPackageDefinition, makeClientConstructor } from '@grpc/grpc-js';
import type { ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { service } from 'grpc-health-check';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
    const client = new HealthClient(coordinator.address, credentials.createInsecure());
    const answer = await new Promise((resolve, reject) => {
      client['check']!({ service: name }, (error: Error | null, response: unknown) =>
        error ? reject(error) : resolve(response),
      );
    });
    client.close();
    expect(answer).toMatchObject({ status: 'SERVING' });
  },
);

test('server reflection lists the services, as grpcurl asks for them', async () => {
  const require = createRequire(import.meta.url);
  const reflectionFolder = dirname(require.resolve('@grpc/reflection/package.json'));
  const proto = join(reflectionFolder, 'build/proto/grpc/reflection/v1/reflection.proto');
  const loaded = loadPackageDefinition(loadSync(proto)) as unknown as {
    grpc: { reflection: { v1: { ServerReflection: ServiceClientConstructor } } };
  };
  const { ServerReflection } = loaded.grpc.reflection.v1;
  const client = new ServerReflection(coordinator.address, credentials.createInsecure());
  const call = client['ServerReflectionInfo']!();
  call.write({ listServices: '' });
  const [answer] = await once(call, 'data');
  call.end();
  await once(call, 'end');
  client.close();
  const names = answer.listServicesResponse.service.map(({ name }: { name: string }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['chorus.v1.RunService', 'chorus.v1.WorkerService']),
  );
});
