import { mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Bench } from '../bench.ts';
import { runProgram, type CommandLine } from '../run-program.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../../..');

/** The command `chorus`. */
export const CHORUS: CommandLine = [
  process.execPath,
  path.join(REPOSITORY, 'apps/chorus/bin/chorus.js'),
];

let made: Promise<string> | undefined;

/**
 * The folder of a run of the experiment's four members, trained for a moment: how fast they predict is
 * nothing that they learn. It is made once.
 */
export function servedRun(bench: Bench): Promise<string> {
  return (made ??= trainRun(bench));
}

async function trainRun({ folder, dataDir }: Bench): Promise<string> {
  const out = mkdtempSync(path.join(folder, 'served-'));
  const config = path.join(REPOSITORY, 'configs/cifar10.yaml');
  const moment = ['--epochs', '1', '--train-limit', '1000'];
  await runProgram([
    ...CHORUS,
    'train',
    '--config',
    config,
    '--data-dir',
    dataDir,
    '--out',
    out,
    ...moment,
  ]);
  return path.join(out, readdirSync(out)[0]!);
}
