import { datasetFilePath } from '@chorus/data';
import { FakeRunService } from '@chorus/client/testing';
import { resolveConfig } from '@chorus/run-config';
import { sampleConfig } from '@chorus/run-config/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PlainReporter } from '../terminal/plain-reporter.ts';
import { obtainRunDataset } from './obtain-run-dataset.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chorus-extend-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const silent = () => ({ write: () => true }) as unknown as NodeJS.WriteStream;

interface Given {
  /** What `--data` says. */
  readonly data?: string;
  /** HOST:PORT of a coordinator. */
  readonly address?: string;
}

/** The dataset of a run that was trained on the table with this fingerprint. */
function obtain(sha256: string, { data, address }: Given = {}) {
  const config = sampleConfig({
    dataset: { name: 'tables', sha256 },
    preparation: { scaling: 'standardise', divisor: 1 },
  });
  const reading = resolveConfig({ settings: data === undefined ? {} : { data } }, {});
  const reporter = new PlainReporter(silent(), silent(), {});
  const { signal } = new AbortController();
  return obtainRunDataset({ runId: 'old', config }, reading, { home, address, reporter, signal });
}

/** A table of flowers, of which the first is as wide as a test likes. */
function table(width: number): string {
  const path = join(home, 'flowers.csv');
  const rows = Array.from(
    { length: 20 },
    (_, index) => `${index || width},${index % 5},c${index % 2}`,
  );
  writeFileSync(path, ['width,length,label', ...rows, ''].join('\n'));
  return path;
}

const OTHER = 'ab'.repeat(32);

test('data that is not in the cache is read again, and is that of the run', async () => {
  const data = table(7.5);
  const refusal = await obtain(OTHER, { data }).catch((error: Error) => error.message);
  const [, sha256] = /^--data: the dataset has the SHA-256 (\w{64}), and run old was/.exec(
    String(refusal),
  )!;
  await rm(join(home, 'datasets'), { recursive: true });

  await expect(obtain(sha256!)).rejects.toThrow(
    'the dataset of run old is not in the cache: give its data with --data',
  );
  const path = datasetFilePath(home, sha256!);
  expect(await obtain(sha256!, { data })).toMatchObject({ path });
  // From now on it is there, wherever the data is.
  expect(await obtain(sha256!)).toMatchObject({ path });
  await expect(obtain(OTHER, { data: table(8.5) })).rejects.toThrow(`was trained on ${OTHER}`);
});

test('what the coordinator has need not be here', async () => {
  await using coordinator = await FakeRunService.start();
  const { address } = coordinator;
  expect(await obtain(OTHER, { address })).toMatchObject({ path: datasetFilePath(home, OTHER) });
});
