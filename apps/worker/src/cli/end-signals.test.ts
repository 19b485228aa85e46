import type { EndSignal } from '@chorus/command-line';
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { EndSignals } from './end-signals.ts';

function afterEvents(embedded: boolean, events: readonly string[]) {
  const [requests, channel] = [new EventEmitter(), new EventEmitter()];
  const subscribe = (listener: (signal: EndSignal) => void) => requests.on('request', listener);
  const signals = new EndSignals({ subscribe }, channel, embedded);
  for (const event of events) {
    if (event === 'disconnect') channel.emit(event);
    else requests.emit('request', event);
  }
  return {
    drain: signals.drain.aborted,
    end: signals.end.aborted,
    first: signals.first.aborted,
    exitCode: signals.exitCode,
  };
}

test.each([
  ['END-1', false, [], { drain: false, end: false, first: false, exitCode: 0 }],
  ['END-1', false, ['SIGTERM'], { drain: true, end: false, first: true, exitCode: 0 }],
  ['END-1', false, ['SIGINT'], { drain: true, end: false, first: true, exitCode: 0 }],
  ['END-1', false, ['SIGINT', 'SIGINT'], { drain: true, end: true, first: true, exitCode: 130 }],
  ['END-1', false, ['SIGINT', 'SIGTERM'], { drain: true, end: true, first: true, exitCode: 143 }],
  [
    'END-1',
    false,
    ['SIGTERM', 'SIGTERM', 'SIGINT'],
    { drain: true, end: true, first: true, exitCode: 143 },
  ],
  ['END-2', true, ['SIGTERM'], { drain: false, end: true, first: true, exitCode: 0 }],
  ['END-2', true, ['SIGINT'], { drain: false, end: true, first: true, exitCode: 0 }],
  ['END-1', false, ['SIGHUP', 'SIGHUP'], { drain: true, end: true, first: true, exitCode: 129 }],
  ['END-2', true, ['disconnect'], { drain: false, end: true, first: true, exitCode: 0 }],
] as const)('%s: embedded %s, after %j', (_, embedded, events, expected) => {
  expect(afterEvents(embedded, events)).toEqual(expected);
});
