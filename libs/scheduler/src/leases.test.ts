import { expect, test } from 'vitest';
import { Leases } from './leases.ts';

const worker = { workerId: 'w', incarnation: 1 };
const newer = { workerId: 'w', incarnation: 2 };
const other = { workerId: 'v', incarnation: 1 };

function leasesOf(...workers: (typeof worker)[]): Leases {
  const leases = new Leases(15_000);
  for (const each of workers) leases.heard(each, 1_000);
  return leases;
}

test('a worker is silent from the limit on, and not before', () => {
  const leases = leasesOf(worker);
  expect(leases.silent(15_999)).toEqual([]);
  expect(leases.silent(16_000)).toEqual([{ worker, silentMs: 15_000 }]);
});

test('whatever is heard from a worker counts, and only for that worker', () => {
  const leases = leasesOf(worker, other);
  leases.heard(worker, 10_000);
  expect(leases.silent(16_000)).toEqual([{ worker: other, silentMs: 15_000 }]);
});

test('a time in which nobody was listened to is no silence, and no credit either', () => {
  const leases = leasesOf(worker, other);
  leases.heard(other, 40_000);
  leases.extend(39_000, 41_000);
  expect(leases.silent(54_999)).toEqual([]);
  expect(leases.silent(55_000)).toEqual([{ worker, silentMs: 15_000 }]);
  expect(leases.silent(56_000)).toContainEqual({ worker: other, silentMs: 15_000 });
});

test('a worker without a connection has no lease', () => {
  const leases = leasesOf(worker);
  leases.end(worker);
  expect(leases.silent(100_000)).toEqual([]);
});

test('a worker that was never heard from is not silent', () => {
  expect(leasesOf().silent(100_000)).toEqual([]);
});

test('a worker that was started anew has a lease of its own', () => {
  const leases = leasesOf(worker);
  leases.heard(newer, 10_000);
  expect(leases.silent(16_000)).toEqual([]);
  leases.end(worker);
  expect(leases.silent(25_000)).toEqual([{ worker: newer, silentMs: 15_000 }]);
});

test('an older process of a worker keeps no newer one alive, and its end ends no other lease', () => {
  const leases = leasesOf(newer);
  leases.heard(worker, 15_000);
  leases.end(worker);
  expect(leases.silent(16_000)).toEqual([{ worker: newer, silentMs: 15_000 }]);
});

test('a clock that went back makes nobody silent', () => {
  const leases = leasesOf(worker);
  expect(leases.silent(-1_000_000)).toEqual([]);
});
