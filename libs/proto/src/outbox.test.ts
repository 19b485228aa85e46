import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Outbox } from './outbox.ts';

/** A stream whose reader takes one message at a time, when it is told to. */
function slowReader() {
  const received: string[] = [];
  let takeNext = () => {};
  const stream = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write(message: string, _encoding, done) {
      received.push(message);
      takeNext = done;
    },
  });
  const drained = () => new Promise((resolve) => stream.once('drain', resolve));
  const take = async () => {
    const drain = drained();
    takeNext();
    await drain;
  };
  return { stream, received, take };
}

test('O1, O2: messages wait while the stream is full, and leave in order', async () => {
  const { stream, received, take } = slowReader();
  const outbox = new Outbox<string>(stream);
  for (const message of ['a', 'b', 'c']) outbox.send(message);
  expect(received).toEqual(['a']);
  await take();
  expect(received).toEqual(['a', 'b']);
  await take();
  expect(received).toEqual(['a', 'b', 'c']);
});

test('O3: of messages with one key only the newest waits', async () => {
  const { stream, received, take } = slowReader();
  const outbox = new Outbox<string>(stream);
  outbox.send('first');
  for (const message of ['10 %', '20 %', '30 %']) outbox.sendLatest('progress', message);
  await take();
  expect(received).toEqual(['first', '30 %']);
});

test('O3: droppable messages are dropped and counted beyond the limit, others are not', async () => {
  const { stream, received, take } = slowReader();
  const outbox = new Outbox<string>(stream);
  outbox.send('first');
  for (let index = 0; index < 1_500; index++) outbox.sendDroppable(`line ${index}`);
  outbox.send('last');
  expect(outbox.dropped).toBe(500);
  for (let index = 0; index < 1_001; index++) await take();
  expect(received.slice(-2)).toEqual(['line 999', 'last']);
});

test('nothing is written to a stream that is gone', () => {
  const { stream, received } = slowReader();
  const outbox = new Outbox<string>(stream);
  stream.destroy();
  outbox.send('too late');
  expect(received).toEqual([]);
});
