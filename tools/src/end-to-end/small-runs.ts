/** Small runs that tests train, in a folder and with a cache of their own. */
import { runChorus } from '@chorus/chorus/testing';
import type { Report } from '@chorus/run-view';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';

/** A training of a second: a few hundred samples of `shapes`, some of them held out, one epoch. */
export const SMALL_TRAINING = [
  ...['train', '--dataset', 'shapes', '--train-limit', '600', '--test-limit', '100'],
  ...['--validation-split', '0.2', '--filters', '8,8', '--dense-units', '16'],
  ...['--batch-size', '50', '--epochs', '1', '--threads', '1'],
] as const;

/** A run that has ended. */
export interface SmallRun {
  /** Its folder. */
  readonly run: string;
  readonly report: Report;
  readonly stdout: string;
}

/** Where the tests of a file train; it is deleted after them. */
export function smallRuns() {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  afterAll(() => rm(folder, { recursive: true }));
  const environment = { CHORUS_HOME: join(folder, 'home') };
  return {
    folder,
    environment,
    /** Runs a command that trains, and must succeed, into a folder of its own. */
    async train(name: string, args: readonly string[]): Promise<SmallRun> {
      const out = join(folder, name);
      const { exitStatus, stdout, stderr } = await runChorus([...args, '--out', out], environment);
      expect(exitStatus, stderr + stdout).toBe(0);
      const run = join(out, readdirSync(out)[0]!);
      const report = JSON.parse(readFileSync(join(run, 'report.json'), 'utf8')) as Report;
      return { run, report, stdout };
    },
  };
}
