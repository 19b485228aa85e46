import { expect, test } from 'vitest';
import { Places } from './places.ts';

test('there are so many places in all, and so many for one holder', () => {
  const places = new Places({ all: 3, each: 2 });
  const first = places.take('one')!;
  expect(places.take('one')).toBeDefined();
  expect(places.take('one')).toBeUndefined();
  expect(places.take('two')).toBeDefined();
  expect(places.take('three')).toBeUndefined();
  first();
  first();
  expect(places.taken).toBe(2);
  expect(places.take('three')).toBeDefined();
  expect(places.take('one')).toBeUndefined();
});

test('who is told from nobody else takes of what there is in all', () => {
  const places = new Places({ all: 2, each: 1 });
  const leave = places.take(undefined)!;
  expect(places.take(undefined)).toBeDefined();
  expect(places.take(undefined)).toBeUndefined();
  expect(places.isFull).toBe(true);
  leave();
  expect(places.take('one')).toBeDefined();
});
