import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { unlessSilent } from './unless-silent.ts';

/** A call whose messages come as the generator gives them, and which ends with an error when it is cancelled. */
function callOf(messages: (cancelled: Promise<never>) => AsyncGenerator<string>) {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const cancel = vi.fn(() => reject(new Error('it was cancelled')));
  return { cancel, [Symbol.asyncIterator]: () => messages(promise) };
}

test('what arrives is handed on, and the call is let go of at the end', async () => {
  const call = callOf(async function* () {
    yield* ['a', 'b'];
  });
  expect(await Array.fromAsync(unlessSilent(call))).toEqual(['a', 'b']);
  expect(call.cancel).toHaveBeenCalledOnce();
});

test('a call that falls silent is cancelled', async () => {
  const call = callOf(async function* (cancelled) {
    yield 'a';
    await cancelled;
  });
  await expect(Array.fromAsync(unlessSilent(call, { silenceMs: 20 }))).rejects.toMatchObject({
    code: 'unavailable',
    message: 'the coordinator has sent nothing for 0.02 s',
  });
});

test('neither the time of the reader counts nor a rest that was announced', async () => {
  const call = callOf(async function* () {
    yield 'rest';
    await delay(100);
    yield 'a';
  });
  const mayRest = (message: string) => message === 'rest';
  const read: string[] = [];
  for await (const message of unlessSilent(call, { silenceMs: 50, mayRest })) {
    if (message === 'a') await delay(100);
    read.push(message);
  }
  expect(read).toEqual(['rest', 'a']);
});

test('another end of the call is told as it is', async () => {
  const call = callOf(async function* () {
    yield 'a';
    throw new Error('it was cut');
  });
  await expect(Array.fromAsync(unlessSilent(call))).rejects.toThrow('it was cut');
});
