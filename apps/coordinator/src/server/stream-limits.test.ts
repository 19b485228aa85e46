import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { withIdleLimit } from './stream-limits.ts';

test('a stream that goes on is passed on to its end, and no timer is left', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const stream = new PassThrough({ objectMode: true });
  for (const message of [1, 2, 3]) stream.write(message);
  stream.end();
  expect(await Array.fromAsync(withIdleLimit(stream, 60_000))).toEqual([1, 2, 3]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a stream that its reader leaves is closed', async () => {
  const stream = new PassThrough({ objectMode: true });
  stream.write(1);
  const messages = withIdleLimit(stream, 60_000);
  await messages.next();
  await messages.return();
  await vi.waitFor(() => expect(stream.destroyed).toBe(true));
});

test('a stream on which nothing more comes is broken off after what did come', async () => {
  const stream = new PassThrough({ objectMode: true });
  stream.write(1);
  const messages = withIdleLimit(stream, 20);
  expect((await messages.next()).value).toBe(1);
  await expect(messages.next()).rejects.toMatchObject({
    code: 'unavailable',
    message: 'nothing was sent for 0.02 s: the upload is broken off',
  });
});

test('a stream that fails does so at once', async () => {
  const stream = new PassThrough({ objectMode: true });
  stream.destroy(new Error('it was cut'));
  await expect(withIdleLimit(stream, 60_000).next()).rejects.toThrow('it was cut');
});
