import { ChorusProcess, runChorus } from '@chorus/chorus/testing';
import { bytesOf, readDatasetFile, datasetFilePath } from '@chorus/data';
import { detect, uncertaintiesOf } from '@chorus/ensemble';
import { EnsemblePredictor, openRunSource, predictSource } from '@chorus/prediction';
import { FinishedRun, readFloat32Npy } from '@chorus/run-files';
import { preparePythonEnvironment, ProcessMark, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'chorus-predict-'));
const home = join(folder, 'home');
const environment = { CHORUS_HOME: home };

/** Trains two small members. @returns the run's folder */
async function train(out: string, ...flags: string[]): Promise<string> {
  const runs = join(folder, out);
  const small = ['--members', '2', '--epochs', '1', '--threads', '1'];
  const told = await runChorus(['train', '--out', runs, ...small, ...flags], environment);
  expect(told.exitStatus, told.stderr).toBe(0);
  return join(runs, readdirSync(runs)[0]!);
}

const predict = (run: string, ...flags: string[]) =>
  runChorus(['predict', run, ...flags], environment);

let shapes: string;
let pictures: string;
let flowers: string;

beforeAll(async () => {
  const program = fileURLToPath(new URL('../sample-data/main.ts', import.meta.url));
  execFileSync(process.execPath, [program, folder]);
  shapes = await train(
    'shapes',
    '--dataset',
    'shapes',
    '--train-limit',
    '300',
    '--test-limit',
    '230',
    '--views',
    'mirror',
  );
  pictures = await train(
    'picture-runs',
    '--data',
    join(folder, 'pictures'),
    '--filters',
    '4',
    '--dense-units',
    '8',
  );
  const table = ['--data', join(folder, 'flowers.csv'), '--target-column', 'species'];
  flowers = await train('flower-runs', ...table, '--scaling', 'standardise', '--dense-units', '8');
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

/** A file of JSON lines. */
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("the run's own test set", () => {
  test('gives the bits of the report, in pieces too', async () => {
    for (const path of [shapes, pictures, flowers]) {
      const run = FinishedRun.open(path);
      for (const size of [1000, 100]) {
        using predictor = await EnsemblePredictor.open(run, {
          sizes: [Math.min(size, run.config.dataset.testLimit)],
        });
        const source = await openRunSource(run, ['test'], home);
        const parts: Buffer[][] = run.members.map(() => []);
        for await (const { members } of predictSource(predictor, source, run.combination)) {
          for (const [at, values] of members.entries()) {
            parts[at]!.push(Buffer.from(bytesOf(values)));
          }
        }
        const digests = parts.map((each) => hash('sha256', Buffer.concat(each)));
        expect(digests).toEqual(
          run.report.members.map(({ predictionsSha256 }) => predictionsSha256),
        );
      }
    }
  });

  test('gives the classes of the report, as an array', async () => {
    const out = join(folder, 'test.npy');
    const { exitStatus, stderr } = await predict(shapes, '--input', 'test', '--out', out);
    expect(exitStatus, stderr).toBe(0);
    expect(stderr).toContain(`230 samples predicted: ${out}`);
    const run = FinishedRun.open(shapes);
    const probabilities = readFloat32Npy(out, [230, 10]);
    const labels = run.labels();
    const right = labels.filter((label, sample) => {
      const row = probabilities.subarray(sample * 10, (sample + 1) * 10);
      return row.indexOf(Math.max(...row)) === label;
    });
    expect(right.length / labels.length).toBeCloseTo(run.report.ensemble.accuracy, 12);
  });

  test('that is not in the cache is asked for, and stands alone', async () => {
    const elsewhere = { CHORUS_HOME: join(folder, 'other-home') };
    const missing = await runChorus(['predict', shapes, '--input', 'test'], elsewhere);
    expect(missing).toMatchObject({ exitStatus: 2, stdout: '' });
    expect(missing.stderr).toMatch(
      /^chorus: the test set of run .* is not in the cache: .*; make it again with 'chorus dataset' .*\n$/,
    );
    const both = await predict(shapes, '--input', 'test', 'more.npy');
    expect(both.stderr).toContain("--input test is the run's own test set, and stands alone");
  });
});

test('one broken picture is an error in its row, the others are predicted, and the exit status is 1', async () => {
  const inputs = join(folder, 'inputs');
  cpSync(join(folder, 'pictures', 'disc'), inputs, { recursive: true });
  const names = readdirSync(inputs).sort();
  writeFileSync(join(inputs, names[1]!), 'no picture');
  const told = await predict(pictures, '--input', inputs, '--json', '--abstain', '0.1');
  expect(told.exitStatus).toBe(1);
  const lines = linesOf(told.stdout);
  expect(lines.map(({ file }) => file)).toEqual(names.map((name) => join(inputs, name)));
  expect(lines[1]).toEqual({
    file: join(inputs, names[1]!),
    error: `${join(inputs, names[1]!)} is a text, not an image`,
  });
  const predicted = lines.filter(({ error }) => error === undefined);
  const marked = predicted.filter(({ abstained }) => abstained === true);
  expect(marked.length).toBe(Math.round(0.1 * predicted.length));
  const least = Math.min(...marked.map(({ entropy }) => entropy as number));
  const certain = predicted.filter(({ abstained }) => abstained === false);
  for (const { entropy } of certain) expect(entropy).toBeLessThanOrEqual(least);
  const sums = predicted.map(({ probabilities }) =>
    Object.values(probabilities as Record<string, number>).reduce((sum, each) => sum + each, 0),
  );
  for (const sum of sums) expect(sum).toBeCloseTo(1, 12);
  expect(Object.keys(predicted[0]!['probabilities'] as object)).toEqual([
    'checker',
    'cross',
    'disc',
    'stripes',
  ]);
});

test(
  'a table is prepared by the run alone, and CSV and Parquet say the same',
  { timeout: PYTHON_SETUP_TIMEOUT_MS },
  async ({ skip }) => {
    const { python, reason } = await preparePythonEnvironment();
    if (!python) return skip(reason);
    const [header, ...rows] = readFileSync(join(folder, 'flowers.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    const input = join(folder, 'new.csv');
    writeFileSync(input, [header, ...rows.slice(0, 5)].join('\n'));
    const [csv, parquet] = ['out.csv', 'out.parquet'].map((name) => join(folder, name));
    for (const out of [csv, parquet]) {
      const told = await predict(flowers, '--input', input, '--out', out!, '--abstain', '0.4');
      expect(told.exitStatus, told.stderr).toBe(0);
      expect(told.stderr).toContain('5 samples predicted, 2 marked as uncertain');
    }
    const compare = `
import csv, sys, pyarrow.parquet as pq
text = list(csv.DictReader(open(sys.argv[1], newline="")))
rows = pq.read_table(sys.argv[2]).to_pylist()
assert list(text[0]) == list(rows[0]), (list(text[0]), list(rows[0]))
for one, other in zip(text, rows, strict=True):
    for name, value in other.items():
        cell = one[name]
        if value is None: assert cell == "", (name, cell)
        elif isinstance(value, bool): assert cell == str(value).lower(), (name, cell)
        elif isinstance(value, float): assert float(cell) == value, (name, cell)
        else: assert cell == str(value), (name, cell)
print(list(rows[0]), [row["row"] for row in rows], sum(row["abstained"] for row in rows))
`;
    expect(String(execFileSync(python, ['-c', compare, csv!, parquet!]))).toBe(
      "['file', 'row', 'class', 'probability', 'disagreement', 'entropy', 'mutual_information', 'abstained', 'error', " +
        "'probability_marsh lily', 'probability_meadow lily', 'probability_wood lily'] [1, 2, 3, 4, 5] 2\n",
    );
  },
);

test.for([
  [['--input', 'none.png'], 'there is no file or folder none.png to predict'],
  [[], '--input is missing: name files, a folder of pictures, or test'],
  [
    ['--input', 'test', '--abstain', '7'],
    "--abstain must be a share between 0 and 1, such as 0.1, not '7'",
  ],
  [['--input', 'test', '--out', 'x.txt'], '--out x.txt has none of the endings .csv, .jsonl'],
  [['--input', 'test', '--format', 'npy'], '--format npy is no text: name its file with --out'],
  [['--input', 'test', '--out', '/nowhere/x.csv'], '--out /nowhere/x.csv cannot be written: '],
] as const)('%j is refused in one line, and nothing is written', async ([flags, message]) => {
  const told = await predict(shapes, ...flags);
  expect(told).toMatchObject({ exitStatus: 2, stdout: '' });
  const errors = told.stderr.split('\n').filter((line) => line.startsWith('chorus: '));
  expect(errors).toEqual([expect.stringContaining(message)]);
});

test('a table without a column of training, and a weight that is cut off, are named with the remedy', async () => {
  const input = join(folder, 'lacking.csv');
  writeFileSync(input, 'petal_length\n1\n');
  const told = await predict(flowers, '--input', input);
  expect(told.exitStatus).toBe(2);
  expect(told.stderr).toMatch(
    /^chorus: .*lacking\.csv lacks the columns .*: rename or add what is missing\n$/,
  );
  const copy = join(folder, 'copy');
  cpSync(shapes, copy, { recursive: true });
  const weights = join(copy, 'members/2/weights.bin');
  writeFileSync(weights, readFileSync(weights).subarray(0, 100));
  const cut = await predict(copy, '--input', 'test');
  expect(cut.exitStatus).toBe(2);
  expect(cut.stderr).toMatch(
    /chorus: .*members\/2\/model\.json has weights in 'weights\.bin', which has 100 bytes.*; copy the member's files back\n$/,
  );
  rmSync(weights);
  expect((await predict(copy, '--input', 'test')).stderr).toMatch(
    /members\/2\/weights\.bin is missing/,
  );
});

describe('other data', () => {
  const toldApart = (run: string, ...inputs: string[]) =>
    runChorus(['leaderboard', run, '--json', '--ood', ...inputs], environment);

  test("are told from the test samples by the members' uncertainty, as far as they can be read", async () => {
    const other = join(folder, 'other');
    cpSync(join(folder, 'pictures', 'disc'), other, { recursive: true });
    const names = readdirSync(other).sort();
    const told = await toldApart(shapes, other);
    expect(told.exitStatus, told.stderr).toBe(0);
    const run = FinishedRun.open(shapes);
    const own = run.members.map(({ member }) => run.predictions(member));
    const test = uncertaintiesOf(own, [230, 10]);
    using predictor = await EnsemblePredictor.open(run, { sizes: [names.length] });
    const source = await openRunSource(run, [other], home);
    const [piece] = await Array.fromAsync(predictSource(predictor, source, { rule: 'sum' }));
    const { total, mutualInformation } = piece!.uncertainties;
    const { ood } = JSON.parse(told.stdout) as { ood: unknown };
    expect(ood).toEqual({
      testSamples: 230,
      otherSamples: names.length,
      total: detect(test.total, total),
      mutualInformation: detect(test.mutualInformation, mutualInformation),
    });

    writeFileSync(join(other, names[0]!), 'no picture');
    const less = await toldApart(shapes, other);
    expect(less.exitStatus).toBe(1);
    expect(less.stderr).toContain(`${names[0]!} is a text, not an image`);
    expect(JSON.parse(less.stdout)).toMatchObject({ ood: { otherSamples: names.length - 1 } });
  });

  test('that the members cannot take, or are their own, are refused in one line', async () => {
    const wrong = await toldApart(flowers, 'shapes');
    expect(wrong).toMatchObject({ exitStatus: 2, stdout: '' });
    expect(wrong.stderr).toMatch(
      /^chorus: --ood shapes has samples of uint8 \[32, 32, 3\], and the members take float32 .*: name data of that shape\n$/,
    );
    const same = await toldApart(shapes, 'test');
    expect(same).toMatchObject({ exitStatus: 2, stdout: '' });
    expect(same.stderr).toContain("is the run's own test set");
  });
});

test('an interruption leaves neither a process nor a half of a file', async () => {
  using mark = new ProcessMark();
  const dataset = await readDatasetFile(
    datasetFilePath(home, FinishedRun.open(shapes).config.dataset.sha256),
    FinishedRun.open(shapes).config.dataset.sha256,
  );
  expect(dataset.test.labels.length).toBeGreaterThan(0);
  const out = join(folder, 'interrupted.csv');
  const command = new ChorusProcess(['predict', shapes, '--input', 'test', '--out', out], {
    ...environment,
    ...mark.environment,
  });
  await expect
    .poll(() => mark.running().size, { timeout: 30_000, interval: 20 })
    .toBeGreaterThan(1);
  command.child.kill('SIGINT');
  expect((await command.end()).exitStatus).toBe(130);
  await expect.poll(() => mark.running(), { timeout: 20_000 }).toEqual(new Map());
  expect(readdirSync(folder).filter((name) => name.includes('interrupted'))).toEqual([]);
});
