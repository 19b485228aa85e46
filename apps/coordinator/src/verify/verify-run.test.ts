import { SeededRandom } from '@chorus/data';
import { listedPaths } from '@chorus/run-files';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { finishRun } from './testing/finish-run.ts';
import { verifyRun } from './verify-run.ts';

let folder: string;
let runId: string;
/** The run as it was left. */
let left: string;
/** A copy of it, which a test may spoil. */
let run: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-verify-'));
  left = join(folder, 'left');
  run = join(folder, 'run');
  runId = await finishRun(left);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(run, { recursive: true, force: true });
  cpSync(left, run, { recursive: true });
});

/** What is found altered, one text after the other. */
function altered(): string[] {
  const { whole, findings } = verifyRun(run);
  const texts = findings.filter(({ found }) => found === 'altered').map(({ text }) => text);
  expect(whole).toBe(texts.length === 0);
  for (const text of texts) expect(text).not.toContain('\n');
  return texts;
}

function change(path: string, how: (text: string) => string): void {
  const before = readFileSync(join(run, path), 'utf8');
  const after = how(before);
  expect(after).not.toBe(before);
  writeFileSync(join(run, path), after);
}

/** Makes of the run what an older version would have left. */
function makeOlder(): void {
  rmSync(join(run, 'manifest.json'));
  change('events.jsonl', (text) =>
    text
      .replace(/"(previous|reportSha256|topologySha256|weightsSha256)":"\w+",?/g, '')
      .replaceAll(',}', '}'),
  );
  change('report.json', (text) => text.replace(/,\s+"events": \{[^}]+\}/, ''));
}

test('a run that nobody has touched is whole, and all of it was looked at', () => {
  const { whole, findings, runId: found } = verifyRun(run);
  expect(findings.map(({ what, found }) => `${what}: ${found}`)).toEqual([
    'files: whole',
    'events: whole',
    'models: whole',
    'configuration: whole',
    'dataset: whole',
    'validation: whole',
    'report: whole',
  ]);
  expect([whole, found]).toEqual([true, runId]);
});

test('VERIFY-1: a byte that is altered in any file is found, and the file named', () => {
  const random = SeededRandom.from(1, 'verify');
  for (const path of [...listedPaths(left)]) {
    const bytes = readFileSync(join(left, path));
    for (let times = 0; times < 5; times++) {
      const spoilt = Buffer.from(bytes);
      spoilt[random.below(bytes.length)]! ^= 1 << random.below(8);
      writeFileSync(join(run, path), spoilt);
      expect(altered().join('\n'), path).toContain(path);
    }
    writeFileSync(join(run, path), bytes);
  }
  expect(altered()).toEqual([]);
});

test('files that are missing or were added are named', () => {
  rmSync(join(run, 'labels.npy'));
  writeFileSync(join(run, 'predictions/member-3.npy'), 'x');
  expect(altered()).toEqual(
    expect.arrayContaining([
      'labels.npy is missing',
      'predictions/member-3.npy was added: the run did not leave it',
    ]),
  );
});

/** Every number of a value of JSON, with the place where it stands. */
function numbersOf(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const step = Array.isArray(value) ? `[${key}]` : path === '' ? key : `.${key}`;
    return numbersOf(item, path + step);
  });
}

test('VERIFY-1: each figure of the report is made again, also in a run of an older version', () => {
  makeOlder();
  expect(altered()).toEqual([]);
  const text = readFileSync(join(run, 'report.json'), 'utf8');
  const figures = numbersOf(JSON.parse(text));
  expect(figures.length).toBeGreaterThan(50);
  const path = join(run, 'report.json');
  for (const figure of figures) {
    const report: unknown = JSON.parse(text);
    const keys = figure.split(/[.[\]]+/).filter((key) => key !== '');
    const holder = keys.slice(0, -1).reduce((object, key) => (object as never)[key], report);
    (holder as Record<string, number>)[keys.at(-1)!]! += 1e6;
    writeFileSync(path, JSON.stringify(report));
    const [problem = ''] = altered();
    // Which members there are is looked at before their figures.
    const named = /^members\[\d\]\.member$/.test(figure) ? 'it is not the report' : figure;
    expect(problem).toContain(`${path} was altered: `);
    expect(problem).toContain(named);
  }
});

test('VERIFY-2: of a run of an older version it is said what nothing tells', () => {
  makeOlder();
  const { findings } = verifyRun(run);
  const unknown = findings.filter(({ found }) => found === 'unknown').map(({ text }) => text);
  expect(unknown).toEqual([
    'there is no manifest.json: an older version made the run. Pictures, curves and report.html cannot be checked',
    expect.stringContaining('events without a chain: the run was made by an older version'),
    'members 1, 2: an older version kept no digests',
  ]);
});

test('somebody who removes manifest and chain from a newer run is found out by its report', () => {
  const report = readFileSync(join(run, 'report.json'));
  makeOlder();
  writeFileSync(join(run, 'report.json'), report);
  expect(altered()).toEqual([
    `${join(run, 'events.jsonl')} was altered: its events have lost their chain`,
  ]);
});

test('somebody who alters a report and makes the manifest fit is found out by events and figures', () => {
  rmSync(join(run, 'manifest.json'));
  change('report.json', (text) => text.replace(/"brier": [\d.e-]+/, '"brier": 0.25'));
  const problems = altered();
  expect(problems).toEqual([
    `${join(run, 'report.json')} was altered: it is not the one that the run's last event names`,
    expect.stringContaining('its ensemble.brier is 0.25, but'),
  ]);
});

test.for<[file: string, from: RegExp, to: string, named: string]>([
  ['run.json', /"learningRate": 0.1/, '"learningRate": 0.2', 'configSha256'],
  ['run.json', /"configSha256": "./, '"configSha256": "x', 'configSha256'],
  ['run.json', /"seed":\d+/, '"seed":7', 'members[0].seed'],
  ['dataset.json', /"sha256": "./, '"sha256": "x', 'sha256'],
  ['dataset.json', /"byClass":\[4,4,4\]/, '"byClass":[3,5,4]', 'splits of the test set'],
])('what %s says against the other files is found: %s', ([file, from, to, named]) => {
  rmSync(join(run, 'manifest.json'));
  change(file, (text) => text.replace(from, to));
  expect(altered().join('\n')).toContain(`${join(run, file)} was altered: its ${named}`);
});

test('a folder that is no run is refused', () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  expect(() => verifyRun(empty)).toThrow(`${empty} is no run's folder: it has no events.jsonl`);
  expect(() => verifyRun(join(folder, 'nothing'))).toThrow(
    /is no run's folder: its folder .* is gone/,
  );
});

test('a run that goes on has nothing to prove', () => {
  rmSync(join(run, 'manifest.json'));
  change('events.jsonl', (text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1));
  expect(() => verifyRun(run)).toThrow(`run ${runId} goes on, or its coordinator was stopped`);
});
