import { ask, fetchRunFiles } from '@chorus/client';
import { Interruption } from '@chorus/command-line';
import { readComparableRun, requireComparable } from '@chorus/coordinator';
import { lineColumns } from '@chorus/machine';
import { ChorusError } from '@chorus/proto';
import { compareRuns, type ComparableRun } from '@chorus/run-view';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderComparison } from '../terminal/comparison-text.ts';
import { coordinatorAddress } from '../coordinator-address.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';
import { COLUMNS_OFF_TERMINAL, type QueryFlags } from './queries.ts';
import { styleFor } from '../terminal/style.ts';

/** The files of a run's folder that a comparison needs. */
const COMPARED_FILES = ['run.json', 'events.jsonl', 'report.json', 'labels.npy', 'predictions/'];

/**
 * Shows runs side by side.
 *
 * @param names folders of runs, or ids of runs of the coordinator
 * @returns the exit status
 * @throws ChorusError when there is no such run, or only one is named
 */
export async function compare(
  names: readonly string[],
  { coordinator, json }: QueryFlags,
): Promise<number> {
  const address = coordinatorAddress(coordinator);
  requireComparable(names);
  const interruption = new Interruption();
  const runs = await readRuns(names, address, interruption.signal);
  if (!runs) return interruption.exitStatus;
  // One run may have two paths.
  requireComparable(runs.map(({ view }) => view.runId));
  const comparison = compareRuns(runs);
  const columns = lineColumns(process.stdout, COLUMNS_OFF_TERMINAL);
  const style = styleFor(process.stdout, process.env);
  if (json) printJson(comparison);
  else printLines(renderComparison(comparison, columns, style));
  return EXIT_STATUS.succeeded;
}

/** @returns undefined when it was interrupted */
async function readRuns(
  names: readonly string[],
  address: string,
  signal: AbortSignal,
): Promise<ComparableRun[] | undefined> {
  const fetched = mkdtempSync(join(tmpdir(), 'chorus-compare-'));
  try {
    const runs: ComparableRun[] = [];
    for (const name of names) {
      const folder = isFolder(name) ? name : await fetchRun(name, address, fetched, signal);
      runs.push(await readComparableRun(folder));
    }
    return runs;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    rmSync(fetched, { recursive: true });
  }
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

async function fetchRun(
  name: string,
  address: string,
  outDir: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    if (/[/\\]/.test(name)) throw new ChorusError('not-found', 'it is not the id of a run');
    await ask(address, 'ListRuns', {});
    return await fetchRunFiles(address, name, outDir, { paths: COMPARED_FILES, signal });
  } catch (error) {
    const { code, message } = ChorusError.from(error);
    throw new ChorusError(code, `there is no folder ${name}, and ${message}`, { cause: error });
  }
}
