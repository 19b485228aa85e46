import {
  prepareKerasEnvironment,
  prepareUsersEnvironment,
  type PythonEnvironment,
} from '@chorus/testing';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';
import type { FormatName } from '../formats.ts';
import type { OutputName } from '../graph/ensemble-graph.ts';

/** A format that Python loads. */
export type PythonFormat = Exclude<FormatName, 'tfjs'>;

/** Where an exported ensemble lies, and the samples that it is given: a .npy or a .csv file. */
export type ExportedFile = readonly [path: string, samples: string];

/** What an ensemble gave, by sample. */
export type ReadOutputs = Readonly<
  Record<Exclude<OutputName, 'probabilities'>, number[]> & { probabilities: number[][] }
>;

const PROGRAM = fileURLToPath(new URL('predict_export.py', import.meta.url));

const ENVIRONMENTS: Readonly<Record<PythonFormat, () => Promise<PythonEnvironment>>> = {
  savedmodel: prepareKerasEnvironment,
  keras: prepareKerasEnvironment,
  onnx: prepareUsersEnvironment,
};

/** Has Python load ensembles and predict; the test is skipped where there is no Python. */
export async function readExports(
  context: TestContext,
  format: PythonFormat,
  files: readonly ExportedFile[],
): Promise<ReadOutputs[]> {
  const { python, reason } = await ENVIRONMENTS[format]();
  if (python === undefined) return context.skip(reason);
  const options = { maxBuffer: 256 * 1024 * 1024 };
  const args = [PROGRAM, format, ...files.flat()];
  const { stdout } = await promisify(execFile)(python, args, options);
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as ReadOutputs);
}
