import { expect, test } from 'vitest';
import { learningRates, SCHEDULE_DEFAULTS, type ScheduleSettings } from './schedule.ts';

/** The rates of all steps of a member of 4 epochs of 5 steps. */
function rates(settings: Partial<ScheduleSettings>, epochsBefore = 0): number[] {
  const span = { stepsPerEpoch: 5, epochs: 4, epochsBefore };
  const rate = learningRates({ ...SCHEDULE_DEFAULTS, learningRate: 2, ...settings }, span);
  return Array.from({ length: 20 }, (_, index) => rate(epochsBefore * 5 + index + 1));
}

test('without a schedule each step has the learning rate, to the bit', () => {
  expect(new Set(rates({ learningRate: 0.001 }))).toEqual(new Set([0.001]));
});

test('one cycle rises linearly from its first factor to the peak, and falls to its last', () => {
  const triangle = rates({
    ...{ schedule: 'one-cycle', peakAt: 0.23, initialFactor: 0.2, finalFactor: 0.07 },
  });
  expect(triangle.slice(0, 5).map((rate) => rate / 2)).toEqual([
    0.2, 0.4, 0.6000000000000001, 0.8, 1,
  ]);
  const falls = triangle.slice(4).map((rate, index) => rate / 2 + (index * 0.93) / 16);
  for (const each of falls) expect(each).toBeCloseTo(1, 12);
});

test('one cycle without a rise begins at its peak', () => {
  expect(rates({ schedule: 'one-cycle', peakAt: 0 })[0]).toBe(2);
});

test('warm-up comes before a schedule, which then has the epochs that are left', () => {
  const warmed = rates({ schedule: 'cosine', warmUp: 2, initialFactor: 0.5 });
  expect(warmed.slice(0, 11)).toEqual([1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2]);
  expect(warmed[15]).toBeCloseTo(1, 12); // half of the ten steps that are left
  expect(rates({ warmUp: 1, initialFactor: 0 }).slice(0, 7)).toEqual([0, 0.4, 0.8, 1.2, 1.6, 2, 2]);
});

test('step drops with the first step after so many epochs, parts of an epoch among them', () => {
  const drops = rates({ schedule: 'step', dropsAt: [1, 2.4], dropFactor: 0.5 });
  expect(drops).toEqual([...Array(5).fill(2), ...Array(7).fill(1), ...Array(8).fill(0.5)]);
});

test('a member that continues another one has the whole schedule again', () => {
  for (const settings of [
    { schedule: 'cosine' },
    { schedule: 'one-cycle' },
    { schedule: 'step', dropsAt: [2] },
    { warmUp: 1 },
  ] as const) {
    expect(rates(settings, 8)).toEqual(rates(settings));
  }
});
