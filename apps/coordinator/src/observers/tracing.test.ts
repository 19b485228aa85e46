import type { RunEvent } from '@chorus/proto';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from '../server/testing/bench.ts';
import { fakePredictions } from '../server/testing/fake-worker.ts';
import { startTracing, type Tracing } from './start-tracing.ts';
import { FakeCollector, type ReceivedSpan } from './testing/fake-collector.ts';

const predictions = fakePredictions(TEST_SAMPLES, CLASSES);

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The exporters read the environment of the process. */
async function trace(url: string, variables: Record<string, string> = {}): Promise<Tracing> {
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    ...variables,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return (await startTracing(process.env, () => {}))!;
}

/** Each span with the names of those that it is in: `run X/member 1/attempt 1`. */
function pathsOf(spans: readonly ReceivedSpan[]): string[] {
  const pathOf = ({ name, parentSpanId }: ReceivedSpan): string => {
    const parent = spans.find(({ spanId }) => spanId === parentSpanId);
    return parent ? `${pathOf(parent)}/${name}` : name;
  };
  return spans.map(pathOf).toSorted();
}

test('TRACE-2: a run is a trace: run, member, attempt, epoch, with how each has ended', async () => {
  await using collector = await FakeCollector.start();
  const tracing = await trace(collector.url, { OTEL_SERVICE_NAME: 'lab' });
  await using bench = await Bench.start({ observers: [tracing.observer] });
  const worker = bench.connect();
  const runId = await bench.submit();
  const { attempt } = await worker.next('assignment');
  worker.report(attempt!, { failure: { kind: 'trainer-crashed', message: 'it crashed' } });
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  await bench.eventsUntil(runId, 'finished');
  await tracing.stop();

  const run = `run ${runId}`;
  const member = `${run}/member 1`;
  const { spans } = collector;
  expect(pathsOf(spans)).toEqual([
    run,
    member,
    `${member}/attempt 1`,
    `${member}/attempt 2`,
    `${member}/attempt 2/epoch 1`,
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(collector.resource).toMatchObject({ 'service.name': 'lab' });
  expect([...collector.paths]).toEqual(['/v1/traces']);
  const named = Object.fromEntries(spans.map((span) => [span.name, span]));
  const about = { 'chorus.run': runId, 'chorus.member': 1 };
  expect(named).toMatchObject({
    [run]: { attributes: { 'chorus.run': runId, 'chorus.status': 'succeeded' } },
    'member 1': { attributes: about },
    'attempt 1': {
      attributes: { ...about, 'chorus.attempt': 1, 'chorus.outcome': 'trainer-crashed' },
      error: 'it crashed',
    },
    'attempt 2': { attributes: { ...about, 'chorus.worker': 'fake', 'chorus.backend': 'fake' } },
    'epoch 1': { attributes: { ...about, 'chorus.epoch': 1, 'chorus.loss': 1 } },
  });
  expect(named['attempt 2']!.error).toBeUndefined();
  const epoch = named['epoch 1']!;
  expect(epoch.endMs - epoch.startMs).toBe(1000);
});

test('TRACE-1: spans that a coordinator left open are ended by the next, once and under the same ids', async () => {
  await using collector = await FakeCollector.start();
  const before = await trace(collector.url);
  await using bench = await Bench.start({ observers: [before.observer] });
  const runId = await bench.submit({ members: 2 });
  const first = bench.connect();
  await first.succeed(await first.next('assignment'), predictions, EVALUATED);
  const { attempt } = await first.next('assignment');
  first.report(attempt!, { started: { backend: 'fake', device: 'none' } });
  const isTraining = (event: RunEvent) => event.type === 'training' && event.member === 2;
  const [submitted] = await bench.eventsUntil(runId, isTraining);
  await bench.coordinator.stop();
  await before.stop();
  const exported = [...collector.spans];

  const after = await trace(collector.url);
  await bench.startCoordinator({ observers: [after.observer] });
  await bench.ask((client, callback) => client.cancelRun({ runId }, callback));
  await bench.eventsUntil(runId, 'finished');
  await after.stop();

  const run = `run ${runId}`;
  expect(exported.map(({ name }) => name)).toEqual(['epoch 1', 'attempt 1', 'member 1']);
  expect(pathsOf(collector.spans)).toEqual([
    run,
    `${run}/member 1`,
    `${run}/member 1/attempt 1`,
    `${run}/member 1/attempt 1/epoch 1`,
    `${run}/member 2`,
    `${run}/member 2/attempt 1`,
  ]);
  const whole = collector.spans.find(({ name }) => name === run)!;
  expect(whole.startMs).toBe(submitted!.timeMs);
  expect(whole.attributes).toMatchObject({ 'chorus.status': 'cancelled' });
});

test('OTLP goes as protobuf unless JSON is asked for', async () => {
  await using collector = await FakeCollector.start();
  const tracing = await trace(collector.url, { OTEL_EXPORTER_OTLP_PROTOCOL: '' });
  await using bench = await Bench.start({ observers: [tracing.observer] });
  const worker = bench.connect();
  const runId = await bench.submit();
  await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
  await bench.eventsUntil(runId, 'finished');
  await tracing.stop();
  expect([...collector.contentTypes]).toEqual(['application/x-protobuf']);
});

test.each([
  {},
  { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_TRACES_EXPORTER: 'none' },
])('there are no traces with %j', async (environment) => {
  expect(await startTracing(environment, () => {})).toBeUndefined();
});

test('the packages for traces are loaded only when there are traces', () => {
  const module = JSON.stringify(new URL('start-tracing.ts', import.meta.url).href);
  const program = `import { registerHooks } from 'node:module';
    let loaded = false;
    registerHooks({
      load(url, context, next) {
        loaded ||= url.includes('/@opentelemetry/sdk-trace/');
        return next(url, context);
      },
    });
    const { startTracing } = await import(${module});
    for (const environment of [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }]) {
      await startTracing(environment, () => {});
      console.log(loaded);
    }`;
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stdout).toBe('false\ntrue\n');
});

test(
  'a collector that does not answer holds up nothing for long',
  { timeout: 20_000 },
  async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const tracing = await trace(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    await using bench = await Bench.start({ observers: [tracing.observer] });
    const worker = bench.connect();
    const runId = await bench.submit();
    await worker.succeed(await worker.next('assignment'), predictions, EVALUATED);
    await bench.eventsUntil(runId, 'finished');
    const startedMs = performance.now();
    await tracing.stop();
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    silent.close();
  },
);
