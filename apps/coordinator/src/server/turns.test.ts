import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns, type Turn } from './turns.ts';

const { signal } = new AbortController();

/** Which of the turns have begun. */
async function begun(turns: readonly Turn[]): Promise<boolean[]> {
  const pending = setImmediate('pending');
  return Promise.all(
    turns.map(async (turn) => (await Promise.race([turn.begin(signal), pending])) !== 'pending'),
  );
}

test('TURN-1: no more begin at once than may, the others in their order', async () => {
  const turns = new Turns(2);
  const all = Array.from({ length: 5 }, () => turns.take());
  expect(all.map(({ waitingFor }) => waitingFor)).toEqual([0, 0, 2, 3, 4]);
  expect(await begun(all)).toEqual([true, true, false, false, false]);
  all[1]![Symbol.dispose]();
  expect(await begun(all)).toEqual([true, true, true, false, false]);
  all[0]![Symbol.dispose]();
  all[0]![Symbol.dispose]();
  expect(await begun(all)).toEqual([true, true, true, true, false]);
  expect(turns.take().waitingFor).toBe(3);
});

test('TURN-2: nobody waits for who has left the queue', async () => {
  const turns = new Turns(1);
  const [first, second, third] = [turns.take(), turns.take(), turns.take()];
  second[Symbol.dispose]();
  first[Symbol.dispose]();
  expect(await begun([third])).toEqual([true]);
});

test('a turn that is no longer wanted is not waited for', async () => {
  const turns = new Turns(1);
  const [, second] = [turns.take(), turns.take()];
  const leaving = new AbortController();
  const waiting = second.begin(leaving.signal);
  leaving.abort(new Error('it has left'));
  await expect(waiting).rejects.toThrow('it has left');
});
