import { lintQueries } from '@chorus/testing';
import { readFileSync } from 'node:fs';
import type { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { CoordinatorMetrics } from '../../apps/coordinator/src/observers/coordinator-metrics.ts';
import { WorkerMetrics } from '../../apps/worker/src/worker-metrics.ts';

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const path = new URL('chorus.json', import.meta.url);
const { panels } = JSON.parse(readFileSync(path, 'utf8')) as { panels: readonly Panel[] };
const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

/** Names of the metrics in the queries; what a histogram is made of counts as the histogram. */
const queried = new Set(
  queries
    .flatMap((query) => query.match(/\b(chorus|nodejs|process)_\w+/g) ?? [])
    .map((name) => name.replace(/_seconds_(bucket|sum|count)$/, '_seconds')),
);

const namesOf = (registry: Registry) => registry.getMetricsAsArray().map(({ name }) => name);
const nothing = () => expect.unreachable('nobody asks for values');
const served = [
  ...namesOf(new CoordinatorMetrics(nothing).registry),
  ...namesOf(new WorkerMetrics(nothing).registry),
];

test('every metric that the dashboard asks for is served', () => {
  expect(queries.length).toBeGreaterThan(0);
  expect([...queried].filter((name) => !served.includes(name))).toEqual([]);
});

test('every metric of Chorus is on the dashboard', () => {
  const own = served.filter((name) => name.startsWith('chorus_'));
  expect(own.filter((name) => !queried.has(name))).toEqual([]);
});

test('promtool finds nothing wrong with the queries', ({ skip }) => {
  const { findings, reason } = lintQueries(
    queries.map((query) => query.replaceAll('$__rate_interval', '5m')),
  );
  if (reason) skip(reason);
  expect(findings).toBe('');
});
