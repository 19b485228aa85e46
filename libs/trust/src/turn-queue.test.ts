import { expect, test } from 'vitest';
import { TurnQueue } from './turn-queue.ts';

/** Enters the queue. @returns what ends it, once it has begun, and what leaves the queue */
function enter(queue: TurnQueue, address: string, begun: string[]) {
  const entered = { over: () => {}, leave: () => {} };
  entered.leave = queue.enter(address, (over) => {
    begun.push(address);
    entered.over = over;
  });
  return entered;
}

test('turns begin in their order, and an address that ends none of its own keeps nobody else waiting', () => {
  const queue = new TurnQueue({ all: 3, each: 2 });
  const begun: string[] = [];
  for (let number = 0; number < 5; number++) enter(queue, 'greedy', begun);
  const first = enter(queue, 'one', begun);
  enter(queue, 'two', begun);
  enter(queue, 'three', begun);
  expect(begun).toEqual(['greedy', 'greedy', 'one']);
  first.over();
  expect(begun).toEqual(['greedy', 'greedy', 'one', 'two']);
});

test('who has left the queue is not begun, and a turn that is given back twice counts once', () => {
  const queue = new TurnQueue({ all: 1, each: 1 });
  const begun: string[] = [];
  const first = enter(queue, 'one', begun);
  enter(queue, 'two', begun).leave();
  enter(queue, 'three', begun);
  enter(queue, 'four', begun);
  first.over();
  first.over();
  expect(begun).toEqual(['one', 'three']);
});
