import { ChorusError, clientCredentials, type ErrorCode } from '@chorus/proto';
import { Client, status } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { QueueFull } from '../inference/limits.ts';
import type { Service } from '../service.ts';
import { inferenceService } from './definition.ts';
import { type GrpcServer, startGrpcServer } from './start-grpc-server.ts';

let server: GrpcServer;
afterEach(() => server.stop());

/** Asks a server for its model's metadata, of which it throws this. @returns the answer's error */
async function answerTo(thrown: Error): Promise<unknown> {
  const model = {
    require: () => {
      throw thrown;
    },
  };
  server = await startGrpcServer({ listen: '127.0.0.1:0' }, {
    model,
    isReady: () => true,
  } as never as Service);
  const client = new Client(server.address, clientCredentials(server.address));
  const { path, requestSerialize, responseDeserialize } = inferenceService['ModelMetadata']!;
  try {
    return await new Promise((resolve) => {
      const request = { name: 'ensemble', version: '' };
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, resolve);
    });
  } finally {
    client.close();
  }
}

test.for([
  ['invalid', status.INVALID_ARGUMENT],
  ['not-found', status.NOT_FOUND],
  ['refused', status.FAILED_PRECONDITION],
  ['corrupt', status.DATA_LOSS],
  ['unavailable', status.UNAVAILABLE],
  ['internal', status.INTERNAL],
] satisfies [ErrorCode, status][])(
  'an error that is %s has the status that the coordinator gives it, too',
  async ([code, expected]) => {
    const error = await answerTo(new ChorusError(code, 'why'));
    expect(error).toMatchObject({ code: expected, details: 'why' });
  },
);

test('a queue that is full has one of its own', async () => {
  const error = await answerTo(new QueueFull());
  const details = 'too many samples wait to be predicted: try again in a moment';
  expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED, details });
});
