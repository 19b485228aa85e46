import { PROTOCOL_VERSION, v1, type WorkerMessageInput } from '@chorus/proto';
import { status } from '@grpc/grpc-js';
import { once } from 'node:events';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Bench } from './testing/bench.ts';

const { path, requestSerialize } = v1.WorkerService.service.Connect;
const HEADERS = { 'content-type': 'application/grpc', te: 'trailers' };
/** Field 1, written in a way that there is not. */
const UNREADABLE = Buffer.from([15]);

test('a worker whose second message cannot be read is told so, also when there is something to say to it', async () => {
  const joined = Promise.withResolvers<void>();
  const recorded = ({ type }: { readonly type: string }) => {
    if (type === 'worker-joined') joined.resolve();
  };
  await using bench = await Bench.start({ observers: [{ recorded }] });
  const held = [{ runId: 'no-such-run', member: 1, attempt: 1 }];
  const hello = {
    protocolVersion: PROTOCOL_VERSION,
    workerId: 'w',
    incarnation: 1,
    slots: 1,
    held,
  };
  // It takes nothing at first: the welcome is under way for long.
  const session = connect(`http://${bench.coordinator.address}`, {
    settings: { initialWindowSize: 0 },
  });
  const stream = session.request({ ':method': 'POST', ':path': path, ...HEADERS });
  const trailers = once(stream, 'trailers') as Promise<[IncomingHttpHeaders]>;
  stream.resume();
  stream.end(Buffer.concat([framed({ hello }), framed(UNREADABLE)]));
  await joined.promise;
  // Now it was told to stop what it holds.
  await setImmediate();
  session.settings({ initialWindowSize: 65_535 });
  const [{ 'grpc-status': told }] = await trailers;
  expect(Number(told)).toBe(status.INVALID_ARGUMENT);
  session.destroy();
});

function framed(message: WorkerMessageInput | Buffer): Buffer {
  const bytes = Buffer.isBuffer(message) ? message : requestSerialize(message as never);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}
