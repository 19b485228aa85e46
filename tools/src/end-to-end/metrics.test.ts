import { lintMetrics } from '@chorus/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from './test-cluster.ts';

/** What coordinator and worker serve after a run of two members with two epochs each. */
const scraped = { coordinator: '', worker: '' };

beforeAll(async () => {
  await using cluster = await TestCluster.start({ metrics: '127.0.0.1:0' });
  const worker = cluster.startWorker(['--metrics', '127.0.0.1:0']);
  const [, url] = /metrics are at (\S+\/metrics)/.exec(await worker.prints(/metrics are at/))!;
  await cluster.finish(await cluster.submit({ members: 2, epochs: 2 }));
  scraped.coordinator = await get(`http://${cluster.metricsAddress}/metrics`);
  scraped.worker = await get(url!);
});

async function get(url: string): Promise<string> {
  return (await fetch(url)).text();
}

test('coordinator and worker count the same epochs', () => {
  expect(scraped.coordinator).toContain('\nchorus_epoch_duration_seconds_count 4\n');
  expect(scraped.worker).toContain('\nchorus_worker_epoch_duration_seconds_count 4\n');
  const [, images] = /\nchorus_trained_images_total (\d+)\n/.exec(scraped.coordinator)!;
  expect(scraped.worker).toContain(`\nchorus_worker_trained_images_total ${images}\n`);
});

test('a worker tells how it stands', () => {
  expect(scraped.worker).toContain('\nchorus_worker_connected 1\n');
  expect(scraped.worker).toContain('\nchorus_worker_slots 1\n');
  expect(scraped.worker).toContain('\nchorus_worker_attempts_ended_total{outcome="done"} 2\n');
  // What never happened is there, too: Prometheus sees the first time as an increase.
  expect(scraped.worker).toContain('\nchorus_worker_attempts_ended_total{outcome="diverged"} 0\n');
});

describe('promtool finds nothing wrong with the metrics', () => {
  test.for(['coordinator', 'worker'] as const)('of a %s', (program, { skip }) => {
    const { findings, reason } = lintMetrics(scraped[program]);
    if (reason) skip(reason);
    expect(findings).toBe('');
  });
});
