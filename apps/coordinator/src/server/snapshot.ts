/**
 * What a coordinator knows after so many records, so that its next start need not read them: see decision 022.
 *
 * SNAPSHOT-1: a snapshot saves time and nothing else. What it says must be borne out by the runs' folders;
 *   else it is passed over, and the whole journal is read.
 */
import type { WorkerDescription } from '@chorus/proto';
import { parseEvent, type RunFolder } from '@chorus/run-files';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { LogPosition } from '../run/run-log.ts';
import { Run, type EndedRun } from '../run/run.ts';

/** Counted up whenever {@link Snapshot} changes: another version's snapshots are passed over. */
const FORMAT = 1;

/** What the journal's records came to, beside the scheduler's state. */
export interface Snapshot {
  /** The runs that were not deleted, in the order of their submission. */
  readonly runs: readonly (EndedEntry | OpenEntry)[];
  /** The names of those that were. */
  readonly deleted: readonly string[];
  /** The names of those whose folders were still being removed. */
  readonly removing: readonly string[];
  /** The workers that the scheduler knows. */
  readonly workers: readonly DescribedWorker[];
}

export interface DescribedWorker {
  readonly workerId: string;
  readonly description: WorkerDescription;
  /** Unix time in milliseconds. */
  readonly joinedMs: number;
}

interface EndedEntry {
  readonly ended: EndedRun;
  /** The size of its events.jsonl; undefined when it has none that tells its events. */
  readonly eventsBytes?: number | undefined;
}

interface OpenEntry {
  readonly runId: string;
  readonly position: LogPosition;
  /** Those who have trained for it, as run.json has them. */
  readonly workers: Readonly<Record<string, TrainedBy>>;
}

type TrainedBy = Pick<WorkerDescription, 'hostname' | 'devices' | 'versions'>;

/** @param state what `encodeState` gives */
export function encodeSnapshot(state: string, snapshot: Snapshot): string {
  return JSON.stringify({ format: FORMAT, state, ...snapshot });
}

/** @returns undefined when another version made it */
export function decodeSnapshot(text: string): (Snapshot & { readonly state: string }) | undefined {
  const snapshot = JSON.parse(text) as Snapshot & { format: number; state: string };
  return snapshot.format === FORMAT ? snapshot : undefined;
}

/** A run as a snapshot holds it. */
export function describeRun(run: Run): EndedEntry | OpenEntry {
  if (run.hasEnded) return { ended: run.outline(), eventsBytes: run.log.fileBytes };
  const { runId, log, folder } = run;
  return { runId, position: log.position(), workers: folder.description.workers };
}

/**
 * Makes a run of what a snapshot holds of it.
 *
 * @returns undefined when its folder does not bear that out
 * @throws whatever keeps its files from being read
 */
export function restoreRun(
  entry: EndedEntry | OpenEntry,
  folderOf: (runId: string) => RunFolder,
): Run | undefined {
  return 'ended' in entry
    ? restoreEnded(entry, folderOf(entry.ended.runId))
    : restoreOpen(entry, folderOf(entry.runId));
}

function restoreEnded({ ended, eventsBytes }: EndedEntry, folder: RunFolder): Run | undefined {
  const isWhole = eventsBytes !== undefined && eventsBytes === sizeOf(folder.eventsPath);
  return isWhole || folder.problem !== undefined ? Run.ended(ended, folder) : undefined;
}

function restoreOpen({ position, workers }: OpenEntry, folder: RunFolder): Run | undefined {
  const { events, bytes, sha256 } = position;
  if (sizeOf(folder.eventsPath) === undefined) return undefined;
  const lines = readFileSync(folder.eventsPath).subarray(0, bytes);
  if (createHash('sha256').update(lines).digest('hex') !== sha256) return undefined;
  const happened = lines.toString().trimEnd().split('\n').map(parseEvent);
  if (happened.length !== events) return undefined;
  const run = Run.begun(happened, folder);
  const done = run.view.members.filter(({ phase }) => phase === 'done');
  if (!done.every(({ member }) => folder.hasResult(member))) return undefined;
  for (const [workerId, worker] of Object.entries(workers)) {
    folder.description.addWorker(workerId, worker);
  }
  return run;
}

function sizeOf(path: string): number | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isFile() ? status.size : undefined;
}
