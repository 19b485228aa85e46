import { expect, test } from 'vitest';
import { SteadyClock } from './clock.ts';

/** A machine whose clock can be set. */
function machine() {
  const set = { byMs: 0 };
  return { set, nowMs: () => Date.now() + set.byMs };
}

test('time goes on when the machine is set back, and the jump is told once', () => {
  const { set, nowMs } = machine();
  const clock = new SteadyClock(0, nowMs);
  const before = clock.nowMs();
  expect(clock.takeJumpMs()).toBeUndefined();
  set.byMs = -3_600_000;
  expect(clock.nowMs()).toBeGreaterThanOrEqual(before);
  expect(clock.takeJumpMs()! / 1000).toBeCloseTo(-3600, -1);
  expect(clock.takeJumpMs()).toBeUndefined();
});

test('time goes on from the last event when the machine was set back in between', () => {
  const lastMs = Date.now() + 60_000;
  const clock = new SteadyClock(lastMs);
  expect(clock.nowMs()).toBeGreaterThanOrEqual(lastMs);
  expect(clock.takeJumpMs()! / 1000).toBeCloseTo(-60, -1);
});

test('time goes on at its own pace when the machine is set forward', () => {
  const { set, nowMs } = machine();
  const clock = new SteadyClock(0, nowMs);
  set.byMs = 3_600_000;
  expect(clock.nowMs() - Date.now()).toBeLessThan(1000);
  expect(clock.takeJumpMs()! / 1000).toBeCloseTo(3600, -1);
});
