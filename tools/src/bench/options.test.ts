import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

const WITH_DATA = { CHORUS_DATA_DIR: '/data' };

test('works are chosen by name, and all are measured by default', () => {
  expect(readOptions(['--only', 'epoch,workers'], WITH_DATA).only).toEqual(['epoch', 'workers']);
  expect(readOptions([], WITH_DATA).only).toContain('first-epoch');
});

test('the folder with CIFAR-10 is that of the flag, else of the environment', () => {
  expect(readOptions(['--data-dir', '/mine'], WITH_DATA).dataDir).toBe('/mine');
  expect(readOptions([], WITH_DATA).dataDir).toBe('/data');
});

test.each([
  [['--only', 'epochs'], '--only'],
  [['--peer', 'jax'], '--peer'],
  [['--rounds', '0'], '--rounds'],
  [['--steps', '501'], '--steps'],
  [['--data-share', '2'], '--data-share'],
])('%j is refused by the name of its flag', (args, flag) => {
  expect(() => readOptions(args, WITH_DATA)).toThrow(flag);
});

test('without CIFAR-10 it is said what to give, where it is needed', () => {
  expect(() => readOptions([], {})).toThrow('--data-dir');
  expect(readOptions(['--only', 'data'], {}).only).toEqual(['data']);
});
