import { bytesOf } from '@chorus/data';
import { encodeNpy } from '@chorus/run-files';
import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakePredictions } from '../server/testing/fake-worker.ts';
import { compute } from './compute.ts';
import type { EnsembleInput } from './evaluate-ensemble.ts';
import type { Gathered } from './gathered.ts';

const CLASSES = 3;
const labels = Int32Array.from([0, 1, 2, 0, 1, 2, 0, 1]);

let folder: string;
let gathered: Gathered;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-arithmetic-'));
  const members = [1, 3].map((member) => {
    const predictions = fakePredictions(labels.length, CLASSES).map((value, index) =>
      index % (member + 1) === 0 ? value / 2 : value,
    );
    for (const name of ['predictions', 'validation']) {
      mkdirSync(join(folder, name), { recursive: true });
      const file = join(folder, name, `member-${member}.npy`);
      writeFileSync(file, encodeNpy(predictions, [labels.length, CLASSES]));
    }
    const sha256 = hash('sha256', bytesOf(predictions));
    return { member, predictionsSha256: sha256 };
  });
  gathered = { combination: { rule: 'sum' }, folder, members, labels, classes: CLASSES };
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The same with validation samples, on which greedy selection and a temperature are fitted. */
function toCombine(): EnsembleInput {
  const { folder, members, classes } = gathered;
  return {
    ...{ folder, members, classes, labels, samples: [0, 5] },
    combining: { rule: 'greedy', calibration: 'temperature' },
    validation: { labels, members },
  };
}

const PLACES = [
  ['in this thread', Infinity],
  ['in a thread of its own', 0],
] as const;

test('the thread computes what this one does, bit for bit', async () => {
  const [here, there] = await Promise.all(
    PLACES.map(async ([, most]) => ({
      combined: await compute('evaluateEnsemble', toCombine(), most),
      validated: await compute('validate', { ...gathered, seed: 7 }, most),
      correct: await compute('findCorrect', gathered, most),
    })),
  );
  expect(there).toEqual(here);
  expect(here!.combined.votes).toHaveLength(2);
  expect(here!.combined.ensemble.combination).toMatchObject({ rule: 'greedy' });
  expect(here!.validated.members).toEqual([1, 3]);
  expect(here!.correct).toHaveLength(labels.length);
});

test.each([
  ['is computed before anything else happens', Infinity, true],
  ['lets this thread go on while another one computes', 0, false],
] as const)('what is asked %s', async (_, most, atOnce) => {
  let done = false;
  const computed = compute('findCorrect', gathered, most).then(() => (done = true));
  // Only what this thread does itself is there before it turns to its events again.
  for (let step = 0; step < 10; step++) await undefined;
  expect(done).toBe(atOnce);
  await computed;
});

test('a process waits for its answer, and for the thread no longer', async () => {
  const program =
    `import { compute } from ${JSON.stringify(new URL('compute.ts', import.meta.url))};` +
    `const gathered = ${JSON.stringify({ ...gathered, labels: [...labels] })};` +
    `const input = { ...gathered, labels: Int32Array.from(gathered.labels) };` +
    `console.log(await compute('findCorrect', input, -1));`;
  const path = join(folder, 'program.mjs');
  writeFileSync(path, program);
  const { stdout } = await promisify(execFile)(process.execPath, [path], { timeout: 30_000 });
  expect(stdout).toMatch(/^Uint8Array\(8\) \[/);
});

describe.each(PLACES)('%s', (_, most) => {
  test('predictions that were altered are named', async () => {
    const path = join(folder, 'predictions', 'member-3.npy');
    writeFileSync(path, encodeNpy(new Float32Array(24), [8, CLASSES]));
    await expect(compute('findCorrect', gathered, most)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(`${path} was altered`),
    });
  });

  test('predictions that are gone are named, and the next question is answered', async () => {
    const path = join(folder, 'predictions', 'member-1.npy');
    rmSync(path);
    await expect(compute('findCorrect', gathered, most)).rejects.toMatchObject({
      message: expect.stringContaining(path),
    });
    const others = { ...gathered, members: gathered.members.slice(1) };
    expect(await compute('findCorrect', others, most)).toHaveLength(labels.length);
  });
});
