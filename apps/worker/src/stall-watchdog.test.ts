import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LONG_PATIENCE, patienceAfter, StallWatchdog } from './stall-watchdog.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('a trainer that is silent for its timeout is found once', () => {
  const onStall = vi.fn();
  new StallWatchdog(1_000, 1, onStall);
  vi.advanceTimersByTime(999);
  expect(onStall).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5_000);
  expect(onStall.mock.calls).toEqual([[1_000]]);
});

test('a trainer that speaks in time is left alone', () => {
  const onStall = vi.fn();
  const watchdog = new StallWatchdog(1_000, 1, onStall);
  for (let message = 0; message < 20; message++) {
    vi.advanceTimersByTime(900);
    watchdog.heard();
  }
  expect(onStall).not.toHaveBeenCalled();
});

test('patience multiplies the timeout until another is asked for', () => {
  const onStall = vi.fn();
  const watchdog = new StallWatchdog(1_000, 5, onStall);
  vi.advanceTimersByTime(4_900);
  watchdog.heard();
  vi.advanceTimersByTime(4_900);
  watchdog.heard(1);
  expect(onStall).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(onStall.mock.calls).toEqual([[1_000]]);
});

test('a trainer may be silent longer before its first batch, and while it predicts', () => {
  const told = ['started', 'progress', 'epoch', 'checkpoint', 'progress', 'predicting'] as const;
  let patience = LONG_PATIENCE;
  const patiences = told.map((type) => (patience = patienceAfter(type) ?? patience));
  expect(patiences).toEqual([5, 1, 1, 1, 1, 5]);
});

test('a pause of the whole machine counts as one tick', () => {
  const ticks: (() => void)[] = [];
  vi.spyOn(globalThis, 'setInterval').mockImplementation(((tick: () => void) => {
    ticks.push(tick);
    return 0;
  }) as never);
  const onStall = vi.fn();
  new StallWatchdog(1_000, 1, onStall);
  ticks[0]!();
  // As Node.js does after a pause: whatever the clock says, the timer fires once.
  vi.setSystemTime(Date.now() + 3_600_000);
  ticks[0]!();
  expect(onStall).not.toHaveBeenCalled();
});

test.each([
  ['a timeout of 0 means for ever', 0, false],
  ['nothing is found after it was stopped', 1_000, true],
])('%s', (_, timeoutMs, stopped) => {
  const onStall = vi.fn();
  const watchdog = new StallWatchdog(timeoutMs, 1, onStall);
  if (stopped) watchdog.stop();
  vi.advanceTimersByTime(1_000_000);
  expect(onStall).not.toHaveBeenCalled();
});
