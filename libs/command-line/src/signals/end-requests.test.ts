import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { EndRequests, exitStatusOf, type EndSignal } from './end-requests.ts';

/** Requests whose clock and whose end of the starters the test controls. */
function setUp({ ignoresHangup = false, listens = true } = {}) {
  const signals = new EventEmitter();
  const counted: EndSignal[] = [];
  const exits: number[] = [];
  const world = { nowMs: 0, starterGone: () => {} };
  const requests = new EndRequests({
    signals,
    starters: { watch: (onGone) => (world.starterGone = onGone) },
    ignoresHangup,
    nowMs: () => world.nowMs,
    exit: (exitStatus) => exits.push(exitStatus),
  });
  if (listens) requests.subscribe((signal) => counted.push(signal));
  const happens = (event: EndSignal | 'starter gone') =>
    event === 'starter gone' ? world.starterGone() : signals.emit(event);
  return { world, happens, counted, exits };
}

const GONE = 'starter gone';

/** What counts of the events, each with the time at which it happens; nothing of that ends the process. */
function countedOf(
  events: readonly (readonly [ms: number, event: EndSignal | typeof GONE])[],
  options?: { ignoresHangup: boolean },
): EndSignal[] {
  const { world, happens, counted, exits } = setUp(options);
  for (const [ms, event] of events) {
    world.nowMs = ms;
    happens(event);
  }
  expect(exits).toEqual([]);
  return counted;
}

test.each([
  ['SIGNAL-1', [[0, 'SIGTERM']], ['SIGTERM']],
  [
    'SIGNAL-1',
    [
      [0, 'SIGTERM'],
      [1, 'SIGTERM'],
      [999, 'SIGTERM'],
    ],
    ['SIGTERM'],
  ],
  [
    'SIGNAL-1',
    [
      [0, 'SIGINT'],
      [300, 'SIGTERM'],
    ],
    ['SIGINT'],
  ],
  [
    'SIGNAL-1',
    [
      [0, 'SIGINT'],
      [1000, 'SIGINT'],
    ],
    ['SIGINT', 'SIGINT'],
  ],
  ['SIGNAL-1', [0, 300, 600, 900, 1200].map((ms) => [ms, 'SIGINT'] as const), ['SIGINT', 'SIGINT']],
  [
    'SIGNAL-1',
    [
      [0, 'SIGHUP'],
      [1500, 'SIGTERM'],
    ],
    ['SIGHUP', 'SIGTERM'],
  ],
  ['SIGNAL-2', [[0, GONE]], ['SIGTERM']],
  [
    'SIGNAL-2',
    [
      [0, 'SIGINT'],
      [5_000, GONE],
    ],
    ['SIGINT'],
  ],
  [
    'SIGNAL-2',
    [
      [0, GONE],
      [5_000, 'SIGTERM'],
    ],
    ['SIGTERM', 'SIGTERM'],
  ],
] as const)('%s: %j', (_, events, expected) => {
  expect(countedOf(events)).toEqual(expected);
});

test.each([
  [[[0, 'SIGHUP']], []],
  [
    [
      [0, 'SIGHUP'],
      [700, GONE],
    ],
    [],
  ],
  [
    [
      [0, 'SIGHUP'],
      [60_000, GONE],
    ],
    ['SIGTERM'],
  ],
  [[[0, GONE]], ['SIGTERM']],
  [
    [
      [0, 'SIGHUP'],
      [10, 'SIGTERM'],
    ],
    ['SIGTERM'],
  ],
] as const)('SIGNAL-3: %j, where SIGHUP is ignored', (events, expected) => {
  expect(countedOf(events, { ignoresHangup: true })).toEqual(expected);
});

test('SIGNAL-4: while nobody listens a request ends the process with 128 and its number', () => {
  const { happens, exits } = setUp({ listens: false });
  happens('SIGHUP');
  expect(exits).toEqual([129]);
  expect([exitStatusOf('SIGINT'), exitStatusOf('SIGTERM')]).toEqual([130, 143]);
});
