import { preparePythonEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EventFileWriter } from './event-file.ts';
import type { EpochSummary } from './event-message.ts';

const START_MS = 1_700_000_000_250;

const KERNEL = {
  name: 'conv1/kernel',
  min: -0.5,
  max: 0.75,
  count: 6,
  sum: 0.5,
  sumSquares: 1.125,
  bucketLimits: [-0.25, 0.25, Number.MAX_VALUE],
  bucketCounts: [1, 3, 2],
};

const summaryOf = (epoch: number, loss = 2 / epoch): EpochSummary => ({
  epoch,
  wallTimeMs: START_MS + epoch * 1000,
  scalars: { loss, accuracy: 0.25 * epoch },
  histograms: [KERNEL, { ...KERNEL, name: 'conv1/bias' }],
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-events-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the name is one that TensorBoard looks for, and says when the file began', () => {
  const writer = new EventFileWriter(join(folder, 'member-1'), START_MS);
  writer.close();
  expect(readdirSync(join(folder, 'member-1'))[0]).toMatch(/^events\.out\.tfevents\.1700000000\./);
});

test('two files that begin in the same second do not collide', () => {
  for (let file = 0; file < 2; file++) new EventFileWriter(folder, START_MS).close();
  expect(readdirSync(folder)).toHaveLength(2);
});

test('an epoch is in the file as soon as it was written (EVENTS-2)', () => {
  const writer = new EventFileWriter(folder, START_MS);
  const lengths = [1, 2].map((epoch) => {
    writer.writeEpoch(summaryOf(epoch));
    return recordsIn(readFileSync(writer.path)).length;
  });
  writer.close();
  expect(lengths).toEqual([3, 4]); // file version, session start, epoch 1; epoch 2
});

test.skipIf(process.platform === 'win32')(
  'a record that does not fit on the disk is cut off again (EVENTS-1)',
  () => {
    // A limit on the size of files cuts a write short as a full disk does.
    const script = `
      const { EventFileWriter } = await import(${JSON.stringify(import.meta.resolve('./event-file.ts'))});
      const writer = new EventFileWriter(${JSON.stringify(folder)});
      const summary = ${JSON.stringify(summaryOf(1))};
      try { for (;;) writer.writeEpoch(summary); } catch (error) { console.log(error.code); }`;
    const command = 'ulimit -f 2; exec "$0" --input-type=module -e "$1"';
    const output = execFileSync('sh', ['-c', command, process.execPath, script], {
      encoding: 'utf8',
    });
    expect(output).toBe('EFBIG\n');
    const bytes = readFileSync(join(folder, readdirSync(folder)[0]!));
    expect(recordsIn(bytes).length).toBeGreaterThan(2);
    expect(bytes.length).toBeLessThan(2 * 512);
  },
);

/** Splits a file by the lengths in its frames; throws when the last record is cut off. */
function recordsIn(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = start + 12 + Number(bytes.readBigUInt64LE(start)) + 4;
    if (end > bytes.length) throw new Error(`the record at byte ${start} is cut off`);
    records.push(bytes.subarray(start, end));
    start = end;
  }
  return records;
}

describe("TensorBoard's own reader", () => {
  // Prints what its server would show, and the first file's histograms as they were stored.
  const READER = `
import glob, json, sys
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from tensorboard.util.tensor_util import make_ndarray
folder = sys.argv[1]
accumulator = EventAccumulator(folder)
accumulator.Reload()
shown = {tag: [[event.step, event.wall_time, make_ndarray(event.tensor_proto).tolist()]
               for event in accumulator.Tensors(tag)] for tag in accumulator.Tags()['tensors']}
plugins = {tag: accumulator.SummaryMetadata(tag).plugin_data.plugin_name for tag in shown}
stored = [dict(min=h.min, max=h.max, count=h.num, sum=h.sum, sumSquares=h.sum_squares, name=v.tag,
               bucketLimits=list(h.bucket_limit), bucketCounts=list(h.bucket))
          for event in LegacyEventFileLoader(sorted(glob.glob(folder + '/*'))[0]).Load()
          for v in event.summary.value if v.HasField('histo') for h in [v.histo]]
print(json.dumps(dict(shown=shown, plugins=plugins, stored=stored)))`;

  let python: string | undefined;
  let reason = '';
  beforeAll(async () => {
    const environment = await preparePythonEnvironment();
    python = environment.python;
    reason = environment.reason ?? '';
  }, PYTHON_SETUP_TIMEOUT_MS);

  beforeEach((context) => {
    if (python === undefined) context.skip(reason);
  });

  function read(): {
    shown: Record<string, [step: number, wallTimeSeconds: number, value: unknown][]>;
    plugins: Record<string, string>;
    stored: unknown[];
  } {
    return JSON.parse(execFileSync(python!, ['-c', READER, folder], { encoding: 'utf8' }));
  }

  function write(startMs: number, summaries: EpochSummary[]): void {
    const writer = new EventFileWriter(folder, startMs);
    for (const summary of summaries) writer.writeEpoch(summary);
    writer.close();
  }

  test('finds every scalar at its epoch and time', () => {
    write(
      START_MS,
      [1, 2, 3].map((epoch) => summaryOf(epoch)),
    );
    const { shown, plugins } = read();
    expect(plugins).toMatchObject({ loss: 'scalars', accuracy: 'scalars' });
    expect(shown['loss']).toEqual([
      [1, 1_700_000_001.25, 2],
      [2, 1_700_000_002.25, 1],
      [3, 1_700_000_003.25, Math.fround(2 / 3)],
    ]);
    expect(shown['accuracy']?.map(([, , value]) => value)).toEqual([0.25, 0.5, 0.75]);
  });

  test('finds every histogram, field by field and as it is drawn', () => {
    write(START_MS, [summaryOf(1)]);
    const { shown, plugins, stored } = read();
    expect(stored).toEqual([KERNEL, { ...KERNEL, name: 'conv1/bias' }]);
    expect(plugins).toMatchObject({ 'conv1/kernel': 'histograms', 'conv1/bias': 'histograms' });
    const drawn = [
      [-0.5, -0.25, 1],
      [-0.25, 0.25, 3],
      [0.25, 0.75, 2],
    ]; // left edge, right edge, count
    expect(shown['conv1/kernel']).toEqual([[1, 1_700_000_001.25, drawn]]);
  });

  test('shows only the newest attempt where two wrote the same epochs', () => {
    write(
      START_MS,
      [1, 2, 3].map((epoch) => summaryOf(epoch, 8)),
    );
    write(
      START_MS + 60_000,
      [1, 2].map((epoch) => summaryOf(epoch, 4)),
    );
    expect(read().shown['loss']?.map(([step, , value]) => [step, value])).toEqual([
      [1, 4],
      [2, 4],
    ]);
  });

  test('keeps what came before when a second file continues the first', () => {
    write(
      START_MS,
      [1, 2].map((epoch) => summaryOf(epoch, 8)),
    );
    write(START_MS + 60_000, [summaryOf(3, 4)]);
    expect(read().shown['loss']?.map(([step, , value]) => [step, value])).toEqual([
      [1, 8],
      [2, 8],
      [3, 4],
    ]);
  });

  test('stops at a damaged record: it checks the sums that were written', () => {
    write(
      START_MS,
      [1, 2].map((epoch) => summaryOf(epoch)),
    );
    const path = join(folder, readdirSync(folder)[0]!);
    const bytes = readFileSync(path);
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(path, bytes);
    expect(read().shown['loss']).toHaveLength(1);
  });
});
