import { expect, test } from 'vitest';
import { chooseSlots } from './options.ts';

test.each([
  [{}, 0, 1],
  [{}, 4, 4],
  [{ slots: 3 }, 4, 3],
  [{ slotsPerGpu: 2 }, 4, 8],
])('%j on a machine with %i GPUs makes %i slots', (options, gpus, slots) => {
  expect(chooseSlots(options, gpus)).toBe(slots);
});

test.each([
  [{ slots: 3, slotsPerGpu: 2 }, 4, 'exclude each other'],
  [{ slotsPerGpu: 2 }, 0, 'no GPU is used'],
])('%j on a machine with %i GPUs is refused: %s', (options, gpus, words) => {
  expect(() => chooseSlots(options, gpus)).toThrow(words);
});
