import { COMMANDS } from '@chorus/command-line/commands';
import type { RunEvent } from '@chorus/proto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bench, CLASSES, EVALUATED, TEST_SAMPLES } from '../server/testing/bench.ts';
import { fakePredictions } from '../server/testing/fake-worker.ts';

let bench: Bench;
let runId: string;
let origin: string;

beforeAll(async () => {
  bench = await Bench.start();
  const pageDir = join(bench.folder, 'page');
  mkdirSync(join(pageDir, 'assets'), { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), '<title>Chorus</title>');
  writeFileSync(join(pageDir, 'assets', 'page-1a2b.js'), 'void 0;');
  await bench.coordinator.stop();
  await bench.startCoordinator({
    http: { listen: '127.0.0.1:0', pageDir, notice: 'whoever reaches it' },
  });
  origin = `http://${bench.coordinator.httpAddress}`;
  const worker = bench.connect({ workerId: 'gpu-box' });
  runId = await bench.submit({ members: 2 });
  await worker.succeed(
    await worker.next('assignment'),
    fakePredictions(TEST_SAMPLES, CLASSES),
    EVALUATED,
  );
  await bench.eventsUntil(runId, 'done');
});
afterAll(() => bench[Symbol.asyncDispose]());

/** A request as it is: `fetch` would mend its path and refuse the Host header. */
async function ask(path: string, { method = 'GET', host = '' } = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = host === '' ? {} : { Host: host };
  request(`${origin}/`, { path, method, headers }, resolve).on('error', reject).end();
  const response = await promise;
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** The run's events as a browser gets them, until one of this type. */
async function eventsUntil(type: RunEvent['type'], path: string, headers = {}) {
  const controller = new AbortController();
  const { body } = await fetch(origin + path, { headers, signal: controller.signal });
  const seen: { id: string | undefined; event: RunEvent }[] = [];
  let rest = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    const messages = (rest + chunk).split('\n\n');
    rest = messages.pop()!;
    for (const message of messages.filter((text) => text.includes('data: '))) {
      const event = JSON.parse(/^data: (.*)$/m.exec(message)![1]!) as RunEvent;
      seen.push({ id: /^id: (.*)$/m.exec(message)?.[1], event });
      if (event.type !== type) continue;
      controller.abort();
      return seen;
    }
  }
  return seen;
}

describe('a run is told as JSON', () => {
  test('in the list of runs', async () => {
    const { runs } = JSON.parse((await ask('/api/runs')).body);
    expect(runs).toMatchObject([{ runId, status: 'running', members: 2, membersDone: 1 }]);
  });

  test('with its members', async () => {
    const run = JSON.parse((await ask(`/api/runs/${runId}`)).body);
    expect(run).toMatchObject({ runId, status: 'running' });
    expect(run.members).toMatchObject([
      { member: 1, phase: 'done', testAccuracy: EVALUATED.testAccuracy, worker: 'gpu-box' },
      { member: 2, phase: 'assigned' },
    ]);
  });

  test('with what it is trained on', async () => {
    const { headers, body } = await ask(`/api/runs/${runId}/dataset`);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toMatchObject({
      sha256: bench.dataset.sha256,
      sample: { shape: [2, 2, 3], type: 'uint8' },
      splits: [
        { split: 'train', samples: 6, byClass: [2, 2, 2] },
        { split: 'test', samples: TEST_SAMPLES, byClass: [4, 4, 4] },
      ],
      findings: [],
    });
  });

  test('with the workers and how far they are', async () => {
    const { workers } = JSON.parse((await ask('/api/workers')).body);
    expect(workers).toMatchObject([{ workerId: 'gpu-box', state: 'ready', slots: 1 }]);
    expect(workers[0].attempts).toEqual([
      {
        runId,
        member: 2,
        attempt: 1,
        phase: 'assigned',
        epochsDone: 0,
        epochs: 1,
        epochSeconds: [],
      },
    ]);
  });
});

test.each(['/api/runs', '/api/workers'])(
  '%s says how the programs are called here, for pages that say what to run',
  async (path) => {
    expect(JSON.parse((await ask(path)).body)).toMatchObject({ commands: COMMANDS });
  },
);

describe('a comparison', () => {
  test('is told as JSON, also of runs that go on', async () => {
    const other = await bench.submit();
    const { status, body } = await ask(`/api/compare/${runId},${other}`);
    expect(status).toBe(200);
    const { runs, differences, contrasts } = JSON.parse(body);
    expect(runs).toMatchObject([
      { runId, status: 'running', result: { membersDone: 1 } },
      { runId: other, status: 'running', result: { membersDone: 0 } },
    ]);
    expect(differences).toContainEqual({ key: 'members.count', values: [2, 1] });
    expect(contrasts).toMatchObject([{ notComparable: `run ${runId} has no result yet` }]);
  });

  test.each(['nobody', '', 'RUN', 'RUN,nobody', 'RUN,RUN', ',RUN'])(
    'of %j is refused',
    async (runs) => {
      const { status, body } = await ask(`/api/compare/${runs.replaceAll('RUN', runId)}`);
      expect([400, 404]).toContain(status);
      expect(body).toContain('"error"');
    },
  );
});

describe("C6: a run's events come in order and without gaps", () => {
  test('from the first one, each with its sequence number as id', async () => {
    const seen = await eventsUntil('done', `/api/runs/${runId}/events`);
    expect(seen[0]!.event.type).toBe('submitted');
    const numbers = seen.map((_, index) => index + 1);
    expect(seen.map(({ event }) => event.sequence)).toEqual(numbers);
    expect(seen.map(({ id }) => Number(id))).toEqual(numbers);
  });

  test('after the one that a browser has seen last, whatever its address says', async () => {
    const path = `/api/runs/${runId}/events?from=1`;
    const seen = await eventsUntil('done', path, { 'Last-Event-ID': '3' });
    expect(seen[0]!.event.sequence).toBe(4);
  });

  test('from the one that the address asks for', async () => {
    const seen = await eventsUntil('done', `/api/runs/${runId}/events?from=2`);
    expect(seen[0]!.event.sequence).toBe(2);
  });

  test('and what is no sequence number is refused', async () => {
    const { status, body } = await ask(`/api/runs/${runId}/events?from=-1`);
    expect([status, body]).toEqual([400, expect.stringContaining("not '-1'")]);
  });
});

describe('the page', () => {
  test('is there, and may load nothing from elsewhere, nor run a script within it', async () => {
    const { status, body, headers } = await ask('/');
    expect([status, body]).toEqual([200, '<title>Chorus</title>']);
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('is asked for anew each time, but what its name says for good is kept', async () => {
    expect((await ask('/')).headers['cache-control']).toBe('no-cache');
    expect((await ask('/assets/page-1a2b.js')).headers['cache-control']).toContain('immutable');
  });
});

test.each([
  '/../journal.sqlite',
  '/assets/../../journal.sqlite',
  '/%2e%2e/journal.sqlite',
  '/assets/..%2f..%2fjournal.sqlite',
  '/api/runs/..%2f..',
  '/api/runs/%ff',
  '/api/runs/nobody/events',
  '/api/nothing',
])('%s leads nowhere', async (path) => {
  const { status, body } = await ask(path);
  expect([400, 404]).toContain(status);
  expect(body).toContain('"error"');
});

test.each([
  ['//', 404],
  ['//evil.example/api/runs', 404],
  ['//[', 404],
  ['/%', 404],
  ['/\\evil.example', 404],
  ['*', 400],
  ['http://', 400],
  ['http://127.0.0.1/api/runs', 200],
])(
  'the request target %s is answered with %d, and is no defect of the server',
  async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  },
);

test('HEAD is answered with what GET would begin with, and ends', async () => {
  for (const path of ['/', '/api/runs', `/api/runs/${runId}/events`]) {
    const { status, headers, body } = await ask(path, { method: 'HEAD' });
    expect([status, body]).toEqual([200, '']);
    expect(headers['content-type']).toMatch(/^(text\/html|application\/json|text\/event-stream)/);
  }
});

test('a sample image that the run does not show is not there', async () => {
  expect((await ask(`/api/runs/${runId}/samples/0`)).status).toBe(404);
});

describe('H2: only who names this server is answered (DNS rebinding)', () => {
  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '[', 'a b'])(
    'not one who takes it for %s',
    async (host) => {
      for (const path of ['/', '/api/runs']) {
        const { status, body } = await ask(path, { host });
        expect(status).not.toBe(200);
        expect(body).not.toContain(runId);
      }
    },
  );

  test.each(['127.0.0.1', '192.168.1.5:8080', '[::1]:8080', 'localhost:1', 'LOCALHOST'])(
    '%s is no name that somebody else could own',
    async (host) => {
      expect((await ask('/api/runs', { host })).status).toBe(200);
    },
  );
});

test('without a login the page is told nothing of who asks, and what to warn of', async () => {
  const { status, headers, body } = await ask('/api/session');
  expect([status, JSON.parse(body)]).toEqual([200, { notice: 'whoever reaches it' }]);
  expect(headers['set-cookie']).toBeUndefined();
});

test.each(['/api/login', '/api/runs/RUN/cancel'])(
  'H1: nobody gives an order at %s',
  async (path) => {
    const { status, body } = await ask(path.replace('RUN', runId), { method: 'POST' });
    expect([status, body]).toEqual([405, '{"error":"this server is read-only"}']);
  },
);

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('H1: %s is refused', async (method) => {
  const { status, headers } = await ask('/api/runs', { method });
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
});

test('an address that is taken is an error that names the flag', async () => {
  await using second = await Bench.start();
  await second.coordinator.stop();
  const http = { listen: bench.coordinator.httpAddress!, pageDir: '' };
  await expect(second.startCoordinator({ http })).rejects.toThrow(
    'another program listens there; choose another --http',
  );
});
