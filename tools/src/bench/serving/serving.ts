// An ensemble of four of the experiment's members in use: files that are predicted, and a server that is asked.
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, Figures } from '../bench.ts';
import { fastApiPython, kerasPython } from '../python-environment.ts';
import type { Contenders, RowOf } from '../row-of.ts';
import { answerOf, runProgram, startProgram } from '../run-program.ts';
import { atLeast, atMost } from '../target.ts';
import { load, type LoadRequest } from './load.ts';
import { CHORUS, servedRun } from './served-run.ts';

const IMAGE_BYTES = 32 * 32 * 3;
const CLIENTS = 32;
/** Of one client, of many, and before both to warm up. */
const SECONDS = 5;
const WARM_UP_SECONDS = 1;

export const SERVING_CONTENDERS = {
  'Keras ensemble': (bench) =>
    ensemble(bench, [kerasPython(), program('keras_ensemble.py')], [String(bench.threads)]),
  'Chorus ensemble': async (bench) =>
    ensemble(bench, [process.execPath, program('chorus-ensemble.ts'), await servedRun(bench)], []),
  'Chorus serve-model': serveChorus,
  'FastAPI with Keras': serveFastApi,
} satisfies Contenders;

export const SERVING_ROWS: readonly RowOf<keyof typeof SERVING_CONTENDERS, 'serving'>[] = [
  {
    work: 'serving',
    title: 'Ensemble of 4 predicts 10,000 images: Chorus / Keras',
    figure: ['Chorus ensemble', 'seconds'],
    dividedBy: ['Keras ensemble', 'seconds'],
    target: atMost(0.8),
  },
  {
    work: 'serving',
    title: 'Its memory: Chorus / Keras',
    figure: ['Chorus ensemble', 'memoryMegabytes'],
    dividedBy: ['Keras ensemble', 'memoryMegabytes'],
    target: atMost(1),
  },
  {
    work: 'serving',
    title: 'serve-model, one client: p50',
    figure: ['Chorus serve-model', 'p50Ms'],
    unit: 'ms',
    target: atMost(8),
  },
  {
    work: 'serving',
    title: '32 clients: images per second / predict',
    figure: ['Chorus serve-model', 'imagesPerSecond'],
    dividedBy: ['Chorus ensemble', 'imagesPerSecond'],
    target: atLeast(0.5),
  },
  {
    work: 'serving',
    title: '32 clients: images per second / FastAPI',
    figure: ['Chorus serve-model', 'imagesPerSecond'],
    dividedBy: ['FastAPI with Keras', 'imagesPerSecond'],
    target: atLeast(3),
  },
  {
    work: 'serving',
    title: '32 clients: p99 / FastAPI',
    figure: ['Chorus serve-model', 'p99Ms'],
    dividedBy: ['FastAPI with Keras', 'p99Ms'],
    target: atMost(0.5),
  },
];

/** A program that predicts the 10,000 test images. */
async function ensemble(
  { folder, threads }: Bench,
  command: readonly [string, ...string[]],
  args: readonly string[],
): Promise<Figures> {
  const images = path.join(folder, 'test', 'images.bin');
  const samples = readFileSync(images).length / IMAGE_BYTES;
  const { stdout } = await runProgram([...command, images, ...args], threads);
  const { seconds, memoryBytes } = answerOf<{ seconds: number; memoryBytes: number }>(stdout);
  return { seconds, imagesPerSecond: samples / seconds, memoryMegabytes: memoryBytes / 1e6 };
}

async function serveChorus(bench: Bench): Promise<Figures> {
  const serve = [
    ...CHORUS,
    'serve-model',
    await servedRun(bench),
    '--listen',
    '127.0.0.1:0',
  ] as const;
  await using server = await startProgram(serve, /HTTP: (\S+)/);
  const input = {
    ...{ name: 'input', datatype: 'UINT8', shape: [1, 32, 32, 3] },
    parameters: { binary_data_size: IMAGE_BYTES },
  };
  const json = Buffer.from(JSON.stringify({ inputs: [input] }));
  return await measure({
    url: `${server.found[1]}/infer`,
    headers: { 'Inference-Header-Content-Length': String(json.length) },
    body: Buffer.concat([json, pictureOf(bench)]),
  });
}

async function serveFastApi(bench: Bench): Promise<Figures> {
  const port = String(randomInt(20_000, 30_000));
  const serve = [
    fastApiPython(),
    program('fastapi_server.py'),
    port,
    String(bench.threads),
  ] as const;
  const url = `http://127.0.0.1:${port}`;
  const server = await startProgram([...serve], /serves/);
  try {
    await until(`${url}/ready`);
    return await measure({ url: `${url}/predict`, headers: {}, body: pictureOf(bench) });
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function measure(asked: LoadRequest): Promise<Figures> {
  await load(asked, CLIENTS, WARM_UP_SECONDS);
  const { p50Ms } = await load(asked, 1, SECONDS);
  const { requestsPerSecond, p99Ms } = await load(asked, CLIENTS, SECONDS);
  return { p50Ms, imagesPerSecond: requestsPerSecond, p99Ms };
}

async function until(url: string): Promise<void> {
  while (
    !(await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    ))
  ) {
    await wait(200);
  }
}

function pictureOf({ folder }: Bench): Buffer {
  return readFileSync(path.join(folder, 'test', 'images.bin')).subarray(0, IMAGE_BYTES);
}

function program(name: string): string {
  return path.join(import.meta.dirname, name);
}
