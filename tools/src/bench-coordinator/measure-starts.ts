import { JOURNAL_FILE } from '@chorus/coordinator';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CoordinatorProcess } from './coordinator-process.ts';
import { writeJournal } from './write-journal.ts';

export interface Starts {
  readonly runs: number;
  readonly fromJournal: Start;
  readonly fromSnapshot: Start;
}

/** How long `chorus serve` takes until it listens, and its largest resident memory until then. */
export interface Start {
  readonly seconds: number;
  /** CPU time, which other work on the machine does not lengthen. */
  readonly cpuSeconds: number;
  readonly memoryMb: number;
}

/** Starts a coordinator on a journal of so many records: once reading all of them, once a snapshot. */
export async function measureStarts(records: number): Promise<Starts> {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  const state = join(folder, 'state');
  const path = join(state, JOURNAL_FILE);
  mkdirSync(state);
  try {
    const runs = writeJournal(path, join(state, 'runs'), records);
    // It writes the runs' events.jsonl, which is there from then on.
    await start(folder);
    dropSnapshot(path);
    const fromJournal = await start(folder);
    return { runs, fromJournal, fromSnapshot: await start(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function start(folder: string): Promise<Start> {
  const begunMs = performance.now();
  const coordinator = await CoordinatorProcess.start(folder);
  const seconds = (performance.now() - begunMs) / 1000;
  const [cpuSeconds, memoryMb] = [coordinator.cpuSeconds(), coordinator.peakMemoryMb()];
  await coordinator.stop();
  return { seconds, cpuSeconds, memoryMb };
}

function dropSnapshot(path: string): void {
  const database = new DatabaseSync(path);
  database.exec('DELETE FROM snapshots');
  database.close();
}
