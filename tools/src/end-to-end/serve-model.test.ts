import { ChorusProcess, runChorus } from '@chorus/chorus/testing';
import { datasetFilePath, type SampleValues, readDatasetFile } from '@chorus/data';
import { type ModelServer, startModelServer } from '@chorus/model-server';
import { FinishedRun } from '@chorus/run-files';
import { prepareUsersEnvironment, ProcessMark, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'chorus-serve-model-'));
const home = join(folder, 'home');
const environment = { CHORUS_HOME: home };
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const INFER = '/v2/models/ensemble/infer';

let shapes: string;
let flowers: string;

/** Trains two small members. @returns the run's folder */
async function train(out: string, ...flags: string[]): Promise<string> {
  const runs = join(folder, out);
  const small = ['--members', '2', '--epochs', '1', '--threads', '1', '--dense-units', '8'];
  const told = await runChorus(['train', '--out', runs, ...small, ...flags], environment);
  expect(told.exitStatus, told.stderr).toBe(0);
  return join(runs, readdirSync(runs)[0]!);
}

beforeAll(async () => {
  execFileSync(process.execPath, [here('../sample-data/main.ts'), folder]);
  shapes = await train('shapes', '--dataset', 'shapes', '--train-limit', '300', '--filters', '4');
  const table = ['--data', join(folder, 'flowers.csv'), '--target-column', 'species'];
  flowers = await train('flower-runs', ...table, '--scaling', 'standardise');
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

/** The first test samples of `shapes`. */
async function testSamples(count: number): Promise<SampleValues> {
  const { sha256 } = FinishedRun.open(shapes).config.dataset;
  const { test: set } = await readDatasetFile(datasetFilePath(home, sha256), sha256);
  return set.values.subarray(0, count * 32 * 32 * 3);
}

interface Predicted {
  readonly class: string;
  readonly probabilities: Readonly<Record<string, number>>;
  readonly entropy: number;
}

/** What `chorus predict` says. */
async function predicted(run: string, input: string): Promise<Predicted[]> {
  const { stdout } = await runChorus(['predict', run, '--input', input, '--json'], environment);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Predicted);
}

/** Saves arrays as an NPZ file, from JSON: name to type and values. */
const SAVE = `
import json, sys, numpy as np
arrays = json.load(sys.stdin)
np.savez(sys.argv[1], **{name: np.array(values, type).reshape(shape) for name, (type, shape, values) in arrays.items()})
`;

describe('tritonclient', () => {
  test(
    'is told by HTTP and by gRPC what predict says: pictures, and a table by its columns',
    { timeout: PYTHON_SETUP_TIMEOUT_MS },
    async ({ skip }) => {
      const { python, reason } = await prepareUsersEnvironment();
      if (!python) return skip(reason);
      const rows = [
        ['5.04', 'clay'],
        ['1.54', 'loam'],
        ['3.2', 'something else'],
      ];
      const csv = join(folder, 'asked.csv');
      const lines = rows.map(([length, soil]) => `${length},1.1,6.2,,${soil}`);
      writeFileSync(
        csv,
        ['petal_length,petal_width,sepal_length,sepal_width,soil', ...lines].join('\n'),
      );
      const tables = {
        petal_length: ['f4', [3], rows.map(([length]) => Number(length))],
        petal_width: ['f4', [3], [1.1, 1.1, 1.1]],
        sepal_length: ['f4', [3], [6.2, 6.2, 6.2]],
        sepal_width: ['f4', [3], ['nan', 'nan', 'nan']],
        soil: ['U', [3], rows.map(([, soil]) => soil)],
      };
      const pictures = { input: ['u1', [5, 32, 32, 3], [...(await testSamples(5))]] };
      for (const [run, arrays, input] of [
        [shapes, pictures, 'test'],
        [flowers, tables, csv],
      ] as const) {
        const file = join(folder, 'inputs.npz');
        execFileSync(python, ['-c', SAVE, file], { input: JSON.stringify(arrays) });
        const server = await startModelServer(FinishedRun.open(run), {
          ...{ listen: '127.0.0.1:0', grpc: '127.0.0.1:0', name: 'ensemble' },
        });
        const expected = (await predicted(run, input)).slice(0, input === 'test' ? 5 : 3);
        for (const [protocol, address] of [
          ['http', server.address],
          ['grpc', server.grpcAddress!],
        ]) {
          const ask = [here('triton_client.py'), protocol!, address!, file];
          const [told, refused] = await runAsync(python, ask);
          const answer = JSON.parse(told!) as Record<string, unknown>;
          expect(answer).toMatchObject({
            ...{ inputs: Object.keys(arrays), same: true, only: true },
            class: expected.map((each) => each.class),
          });
          const flat = (answer['probabilities'] as number[][]).flat();
          const wanted = expected.flatMap(({ probabilities }) => Object.values(probabilities));
          expect(flat.length).toBe(wanted.length);
          for (const [at, value] of flat.entries()) expect(value).toBeCloseTo(wanted[at]!, 5);
          for (const [at, value] of (answer['uncertainty'] as number[]).entries()) {
            expect(value).toBeCloseTo(expected[at]!.entropy, 5);
          }
          expect(refused).toContain("there is no model 'other': it is 'ensemble', version 1");
        }
        await server.stop();
      }
    },
  );
});

/** A program's lines, while this process goes on serving. */
async function runAsync(file: string, args: readonly string[]): Promise<string[]> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  return (await promisify(execFile)(file, args)).stdout.trimEnd().split('\n');
}

describe('by HTTP', () => {
  let server: ModelServer;
  const at = (path: string) => `http://${server.address}${path}`;
  const input = (samples: number, shape = [samples, 32, 32, 3]) => {
    const data = Array<number>(shape.reduce((product, size) => product * size, 1)).fill(7);
    return { name: 'input', datatype: 'UINT8', shape, data };
  };
  const ask = (body: unknown, init: RequestInit = {}) =>
    fetch(at(INFER), { method: 'POST', body: JSON.stringify(body), ...init });

  beforeAll(async () => {
    server = await startModelServer(FinishedRun.open(shapes), {
      ...{ listen: '127.0.0.1:0', name: 'ensemble' },
      limits: { requestSamples: 150, requestBytes: 2_000_000, waitingSamples: 120 },
    });
  });
  afterAll(() => server.stop());

  test('health, metadata and the description of its routes', async () => {
    const get = async (path: string) => (await fetch(at(path))).json();
    expect(await get('/v2/health/live')).toEqual({ live: true });
    expect(await get('/v2/health/ready')).toEqual({ ready: true });
    expect(await get('/v2')).toMatchObject({ name: 'chorus', extensions: ['binary_tensor_data'] });
    expect(await get('/v2/models/ensemble/versions/1')).toMatchObject({
      name: 'ensemble',
      inputs: [{ name: 'input', datatype: 'UINT8', shape: [-1, 32, 32, 3] }],
      outputs: [
        { name: 'class' },
        { name: 'probabilities', shape: [-1, 10] },
        { name: 'uncertainty' },
      ],
    });
    const { paths } = (await get('/openapi.json')) as { paths: object };
    expect(Object.keys(paths)).toContain(INFER);
    expect(await (await fetch(at('/'))).text()).toContain('[-1, 32, 32, 3]');
  });

  test('JSON in, JSON out, with the id; more samples than are predicted at once come back in order', async () => {
    const answer = await (await ask({ id: 'mine', inputs: [input(1)] })).json();
    expect(answer).toMatchObject({ id: 'mine', model_name: 'ensemble', model_version: '1' });
    const values = [...(await testSamples(110))];
    const body = { inputs: [{ ...input(110), data: values }], outputs: [{ name: 'class' }] };
    const many = (await (await ask(body)).json()) as {
      outputs: { name: string; data: string[] }[];
    };
    const expected = (await predicted(shapes, 'test')).slice(0, 110).map((each) => each.class);
    expect(many.outputs).toMatchObject([{ name: 'class', shape: [110], data: expected }]);
  });

  test.for([
    [400, 'no JSON', '{', 'the request is no JSON'],
    [400, 'no inputs', {}, "the request has no list 'inputs'"],
    [
      400,
      'no input of that name',
      { inputs: [{ ...input(1), name: 'x' }] },
      "there is no input 'x': the model's inputs are 'input'",
    ],
    [400, 'no input', { inputs: [] }, "input 'input' is missing"],
    [
      400,
      'another shape',
      { inputs: [input(1, [1, 3, 32, 32])] },
      'it must be [samples, 32, 32, 3]',
    ],
    [
      400,
      'another type',
      { inputs: [{ ...input(1), datatype: 'FP32' }] },
      "input 'input' is FP32: it must be UINT8",
    ],
    [400, 'no samples', { inputs: [input(0)] }, 'the request has no samples'],
    [
      400,
      'no output of that name',
      { inputs: [input(1)], outputs: [{ name: 'y' }] },
      "there is no output 'y'",
    ],
    [413, 'too many samples', { inputs: [input(151)] }, 'a request may have 150 samples at most'],
    [413, 'too many bytes', { inputs: [input(400)] }, 'a request may have 2000000 bytes at most'],
  ] as const)('%i: %s', async ([status, , body, message]) => {
    const answer = await ask(body, typeof body === 'string' ? { body } : {});
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { error: string }).error).toContain(message);
  });

  test('404, 405 and 403: another model, another method, a name that is not its own', async () => {
    expect((await fetch(at('/v2/models/other'))).status).toBe(404);
    expect((await fetch(at('/v2/models/ensemble/versions/2/ready'))).status).toBe(404);
    expect((await fetch(at(INFER))).status).toBe(405);
    expect((await fetch(at('/v2'), { method: 'DELETE' })).status).toBe(405);
    const named = request(at('/v2'), { headers: { Host: 'attacker.example' } }).end();
    const [response] = (await once(named, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(403);
  });

  test('429 when too many samples wait, and the others are answered; /metrics has counted all', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask({ inputs: [input(60)] })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(2);
    const text = await (await fetch(at('/metrics'))).text();
    const full = statuses.filter((status) => status === 429).length;
    expect(text).toContain(
      `chorus_inference_requests_total{protocol="http",outcome="queue-full"} ${full}`,
    );
    expect(text).toContain('chorus_inference_waiting_samples 0');
    expect(text).toMatch(/chorus_inference_batch_samples_count [1-9]/);
  });
});

describe('chorus serve-model', () => {
  test('SIGTERM: what came is answered, no more is taken, and no process is left', async () => {
    using mark = new ProcessMark();
    const command = new ChorusProcess(['serve-model', shapes, '--listen', '127.0.0.1:0'], {
      ...environment,
      ...mark.environment,
    });
    await command.prints('HTTP: ');
    const [, url] = /HTTP: (\S+)/.exec(command.stdout)!;
    const body = JSON.stringify({
      inputs: [
        {
          name: 'input',
          datatype: 'UINT8',
          shape: [100, 32, 32, 3],
          data: Array<number>(307_200).fill(1),
        },
      ],
    });
    // All but the last byte is there: the request has begun, and ends after the signal.
    const asked = request(`${url}/infer`, {
      method: 'POST',
      headers: { 'Content-Length': body.length },
    });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      asked.once('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.once('error', reject);
    });
    const server = new URL(url!);
    await new Promise<void>((resolve) => asked.write(body.slice(0, -1), () => resolve()));
    await expect
      .poll(async () => (await fetch(`http://${server.host}/v2/health/ready`)).status)
      .toBe(200);
    command.child.kill('SIGTERM');
    await command.prints('stopping; ');
    asked.end(body.slice(-1));
    expect(await answered).toBe(200);
    expect((await command.end()).exitStatus).toBe(0);
    await expect(fetch(`http://${server.host}/v2/health/live`)).rejects.toThrow();
    await expect.poll(() => mark.running(), { timeout: 20_000 }).toEqual(new Map());
  });

  test('a process of members that has died ends it with its reason, and exit status 1', async () => {
    using mark = new ProcessMark();
    const command = new ChorusProcess(['serve-model', shapes, '--listen', '127.0.0.1:0'], {
      ...environment,
      ...mark.environment,
    });
    await command.prints('HTTP: ');
    const [pid] = [...mark.running()].find(([, line]) => line.includes('program/main.ts'))!;
    process.kill(pid, 'SIGKILL');
    const { exitStatus, stderr } = await command.end();
    expect(stderr).toContain('a process that predicts has ended with SIGKILL; start it again');
    expect(exitStatus).toBe(1);
    await expect.poll(() => mark.running(), { timeout: 20_000 }).toEqual(new Map());
  });

  test.for([
    [['--listen', 'nowhere'], '--listen must be HOST:PORT'],
    [['--grpc', '1.2.3.4'], '--grpc must be HOST:PORT'],
    [['--name', 'a/b'], '--name must be 1 to 64 of the characters'],
    [['--listen', '0.0.0.0:0'], '--listen 0.0.0.0:0 can be reached from other machines'],
    [['--grpc', '[::]:0'], '--grpc [::]:0 can be reached from other machines'],
    [['--tls-cert', 'own.crt'], '--tls-cert and --tls-key go together'],
  ] as const)('%j is refused in one line', async ([flags, message]) => {
    const told = await runChorus(['serve-model', shapes, ...flags], environment);
    expect(told).toMatchObject({ exitStatus: 2, stdout: '' });
    expect(told.stderr).toMatch(/^chorus: .*\n$/);
    expect(told.stderr).toContain(message);
  });
});

test('the published numbers of fields stand in the .proto', () => {
  const text = readFileSync(
    new URL('../../../apps/model-server/proto/open_inference.proto', import.meta.url),
    'utf8',
  );
  expect(text).toContain('repeated bytes raw_input_contents = 7;');
  expect(text).toContain('repeated bytes raw_output_contents = 6;');
});
