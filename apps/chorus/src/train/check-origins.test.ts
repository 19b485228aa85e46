import { resolveConfig } from '@chorus/run-config';
import { sampleConfig } from '@chorus/run-config/testing';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkOrigins } from './check-origins.ts';

let folder: string;
let from: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-origins-'));
  from = join(folder, 'members', '1');
  mkdirSync(from, { recursive: true });
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ config: sampleConfig() }));
});
afterEach(() => rmSync(folder, { recursive: true }));

function check(path: string, settled = sampleConfig()): string[] {
  const groups = JSON.stringify([{ name: 'former', from: path }]);
  const notes: string[] = [];
  checkOrigins(resolveConfig({ settings: { groups } }, {}), settled, (text) => notes.push(text));
  return notes;
}

test('a member of a run on the same data is taken, and nothing said of it', () => {
  expect(check(from)).toEqual([]);
});

test.each([
  ['dataset.sha256', sampleConfig({ dataset: { sha256: 'cd'.repeat(32) } })],
  ['dataset.validationSplit', sampleConfig({ dataset: { validationSamples: 100 } })],
  ['dataset.splitSeed', sampleConfig({ dataset: { splitSeed: 5 } })],
  ['preparation', sampleConfig({ preparation: { scaling: 'divide', divisor: 1 } })],
])('one of a run with another %s is refused', (what, settled) => {
  const message = `--groups [0].from: ${from} is of a run with another ${what}: members of one ensemble`;
  expect(() => check(from, settled)).toThrow(message);
});

test('of a model of which nobody knows what it was trained on this is said', () => {
  expect(check(join(folder, 'model.json'))).toEqual([
    expect.stringMatching(/model\.json: it is not known what it was trained on/),
  ]);
});
