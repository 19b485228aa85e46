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
