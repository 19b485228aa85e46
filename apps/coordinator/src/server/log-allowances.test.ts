import { expect, test } from 'vitest';
import { LogAllowances } from './log-allowances.ts';

const ref = { runId: 'run', member: 1, attempt: 1 };
const line = { timeMs: 0, level: 'info', message: 'a line' };
const LEAVES_OUT = expect.stringMatching(
  /^it logs too much, and lines are left out: at most 20 a second/,
);

/** Logs so many lines at this time. @returns what is kept of them */
function log(allowances: LogAllowances, count: number, nowMs: number, of = ref): string[] {
  const kept = Array.from({ length: count }, () => allowances.admit(of, line, nowMs));
  return kept.flat().map(({ message }) => message);
}

const allowances = () => new LogAllowances(() => true);

test('an attempt that logs what an attempt has to say is heard in full', () => {
  const all = allowances();
  expect(log(all, 500, 0)).toHaveLength(500);
  expect(all.end(ref, 0)).toBeUndefined();
});

test('what comes too fast is left out; that is said once, and how much at the end', () => {
  const all = allowances();
  expect(log(all, 501, 0).slice(500)).toEqual([LEAVES_OUT]);
  expect(log(all, 1_000, 0)).toEqual([]);
  // A second later there is room for twenty.
  expect(log(all, 100, 1_000)).toEqual(Array(20).fill('a line'));
  const left = 1 + 1_000 + 80;
  expect(all.end(ref, 2_000)).toEqual({
    timeMs: 2_000,
    level: 'warn',
    message: `${left} of its log lines were left out`,
  });
});

test('an attempt is heard 10,000 times, however slowly it speaks', () => {
  const all = allowances();
  let kept = 0;
  for (let second = 0; second < 1_000; second++) kept += log(all, 20, second * 1_000).length;
  expect(kept).toBe(10_000 + 1);
});

test('one attempt costs another nothing', () => {
  const all = allowances();
  log(all, 10_000, 0);
  expect(log(all, 3, 0, { ...ref, attempt: 2 })).toEqual(['a line', 'a line', 'a line']);
});

test('a clock that is set back gives no lines and takes none', () => {
  const all = allowances();
  log(all, 499, 60_000);
  expect(log(all, 2, 0)).toEqual(['a line', LEAVES_OUT]);
});

test('a very long line is cut', () => {
  const [kept] = allowances().admit(ref, { ...line, message: 'x'.repeat(100_000) }, 0);
  expect(kept!.message.length).toBeLessThan(17_000);
  expect(kept!.message).toMatch(/… \(84000 more characters\)$/);
});

test('what is known of attempts that are over is forgotten', () => {
  const live = new Set([1]);
  const all = new LogAllowances(({ attempt }) => live.has(attempt));
  log(all, 501, 0);
  live.clear();
  live.add(2);
  log(all, 1, 0, { ...ref, attempt: 2 });
  expect(all.end(ref, 0)).toBeUndefined();
});
