import { expect, test } from 'vitest';
import { chooseSlot } from './choose-slot.ts';

const going = (slot: number) => ({ slot, stopped: false });
const dying = (slot: number) => ({ slot, stopped: true });

test.each([
  ['the first of free ones', 2, [], 0],
  ['the free one', 3, [going(0), dying(2)], 1],
  ['one that is free soon rather than one that is taken', 2, [going(0), dying(1)], 1],
  ['of those that are free soon, the one that is free first', 2, [dying(0), dying(0), dying(1)], 1],
  ['when all are taken, the one with the shortest queue', 2, [going(0), going(0), going(1)], 1],
])('%s', (_, slots, occupants, slot) => {
  expect(chooseSlot(slots, occupants)).toBe(slot);
});
