import { expect, test } from 'vitest';
import { chooseRows, contendersOf } from './rows.ts';

test('a peer is measured only when it was asked for', () => {
  const without = contendersOf(chooseRows(['epoch'], []));
  const withPeer = contendersOf(chooseRows(['epoch'], ['pytorch']));
  expect([...withPeer].filter((name) => !without.has(name))).toEqual(['PyTorch epoch']);
});

test('two rows about the same run need it once', () => {
  expect([...contendersOf(chooseRows(['ensemble', 'overhead'], []))]).toEqual([
    'Chorus run',
    'Keras run',
  ]);
});
