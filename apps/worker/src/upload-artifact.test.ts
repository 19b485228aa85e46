import { bindServer, createServer, createWorkerClient, v1 } from '@chorus/proto';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { uploadArtifact } from './upload-artifact.ts';

test('an upload for which the coordinator has no room is told so while it sends, and fails no attempt', async () => {
  const server = createServer({ callLimits: { UploadArtifact: { all: 0, each: 0 } } });
  const service = { UploadArtifact: () => {} } as unknown as UntypedServiceImplementation;
  server.addService(v1.WorkerService.service, service);
  const port = await bindServer(server, '127.0.0.1:0');
  const client = createWorkerClient(`127.0.0.1:${port}`);
  onTestFinished(() => {
    client.close();
    server.forceShutdown();
  });
  const artifact = {
    attempt: { runId: 'run', member: 1, attempt: 1 },
    kind: 'ARTIFACT_KIND_CHECKPOINT',
    bytes: new Uint8Array(50_000_000),
    datasetSha256: '',
  } as const;
  for (let time = 0; time < 5; time++) {
    const { signal } = new AbortController();
    await expect(uploadArtifact(client, artifact, signal)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('the coordinator takes no more UploadArtifact at once'),
    });
  }
});
