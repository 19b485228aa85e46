import { DatasetFile } from '@chorus/data';
import { Interruption } from '@chorus/command-line';
import { chorusHome, examineHome, requireEnvironment } from '@chorus/machine';
import { ChorusError } from '@chorus/proto';
import { checkConfig, resolveConfig, type ConfigFlags } from '@chorus/run-config';
import { factsOf } from '@chorus/run-files';
import { writeFile } from 'node:fs/promises';
import { EXIT_STATUS } from '../exit-status.ts';
import { renderDataset, type DatasetSummary } from '../terminal/dataset-text.ts';
import { PlainReporter } from '../terminal/plain-reporter.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';
import { styleFor } from '../terminal/style.ts';
import { obtainDataset, type ObtainedDataset } from '../train/obtain-dataset.ts';

/** What `chorus dataset` was told. */
export interface DatasetFlags {
  readonly configuration: ConfigFlags;
  /** The file or folder; undefined: what the configuration names. */
  readonly path?: string | undefined;
  readonly json?: boolean;
  /** Where a picture of some samples goes. */
  readonly sheet?: string;
}

/**
 * Looks at data as training would, and tells what is in it. Its file is in the cache afterwards.
 *
 * @returns the exit status
 * @throws DatasetError for what is wrong with the data; ChorusError for what is wrong with the settings
 */
export async function dataset({ configuration, path, json, sheet }: DatasetFlags): Promise<number> {
  const config = resolveConfig(withPath(configuration, path), process.env);
  checkConfig(config);
  const reporter = new PlainReporter(process.stderr, process.stderr, process.env);
  requireEnvironment([examineHome(process.env)], (text) => reporter.warn(text));
  const interruption = new Interruption();
  try {
    const home = chorusHome(process.env);
    const obtained = await obtainDataset(config, home, reporter, interruption.signal);
    const summary = await summarise(obtained);
    if (sheet !== undefined) await writeSheet(sheet, obtained);
    if (json) printJson(summary);
    else printLines(renderDataset(summary, styleFor(process.stdout, process.env)));
    return EXIT_STATUS.succeeded;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitStatus;
    throw error;
  }
}

/** @throws ChorusError `invalid` when the file cannot be written; DatasetError when samples are no pictures */
async function writeSheet(target: string, { path, known }: ObtainedDataset): Promise<void> {
  const { contactSheet, SHEET_CLASSES, SHEET_SAMPLES } = await import('@chorus/data/own-data');
  await using file = await DatasetFile.open(path, known.sha256);
  const rows = firstOfEach(await file.labels('train'), SHEET_CLASSES, SHEET_SAMPLES);
  const values = await file.gather('train', rows);
  const size = values.length / rows.length;
  const samples = rows.map((row, at) => ({
    label: known.trainLabels[row]!,
    values: values.subarray(at * size, (at + 1) * size),
  }));
  const png = await contactSheet(known, samples);
  try {
    await writeFile(target, png);
  } catch (error) {
    throw new ChorusError(
      'invalid',
      `--sheet ${target} cannot be written: ${(error as Error).message}`,
    );
  }
}

/** The places of the first samples of each of the first classes. */
function firstOfEach(labels: Int32Array, classes: number, samples: number): number[] {
  const found = new Uint32Array(classes);
  const rows: number[] = [];
  for (const [row, label] of labels.entries()) {
    if (label >= classes || found[label]! >= samples) continue;
    found[label]! += 1;
    rows.push(row);
  }
  return rows;
}

function withPath(configuration: ConfigFlags, path: string | undefined): ConfigFlags {
  if (path === undefined) return configuration;
  const { settings } = configuration;
  if (settings?.['data'] === undefined) {
    return { ...configuration, settings: { ...settings, data: path } };
  }
  throw new ChorusError('invalid', `${path} and --data say the same: leave one of them out`);
}

async function summarise({ path, known, findings }: ObtainedDataset): Promise<DatasetSummary> {
  await using file = await DatasetFile.open(path, known.sha256);
  const { description, sha256 } = file;
  const { splits } = await factsOf(file);
  const counts = Object.fromEntries(splits.map(({ split, byClass }) => [split, byClass]));
  return { ...description, sha256, path, findings, counts };
}
