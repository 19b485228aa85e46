import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AppendFile } from '../append-file.ts';
import { writing } from '../disk-error.ts';
import {
  encodeEpochSummary,
  encodeFileVersion,
  encodeSessionStart,
  encodeSummary,
  type EpochSummary,
  type SummaryValue,
} from './event-message.ts';
import { encodeRecord } from './tfrecord.ts';

let filesOfThisProcess = 0;

/**
 * A TensorBoard event file, to which each epoch is appended as it ends, so that TensorBoard can follow
 * a live run. After a restart of the coordinator, or for a member's next attempt, open another one in
 * the same folder: TensorBoard reads them in the order of their names, which is that of their times.
 *
 * EVENTS-1: The file holds whole records only (`append-file.ts`).
 * EVENTS-2: When `writeEpoch` has returned, every reader sees the epoch. It is not synced: the
 *   journal is the copy that must survive a power cut.
 */
export class EventFileWriter {
  readonly path: string;
  readonly #file: AppendFile;
  #started = false;

  /**
   * Starts a new file in `folder`, which is made if need be.
   *
   * @param startMs when the file begins, Unix time in milliseconds; part of its name
   * @throws DiskError; no file is then left
   */
  constructor(folder: string, startMs: number = Date.now()) {
    writing(folder, () => mkdirSync(folder, { recursive: true }));
    this.path = join(folder, fileName(startMs));
    this.#file = new AppendFile(this.path, 'new', recordsOf([encodeFileVersion(startMs)]));
  }

  /**
   * Appends an epoch.
   * @throws DiskError; the file is then as it was
   */
  writeEpoch(summary: EpochSummary): void {
    const events = [encodeEpochSummary(summary)];
    if (!this.#started) events.unshift(encodeSessionStart(summary));
    this.#file.append(recordsOf(events));
    this.#started = true;
  }

  /**
   * Appends what is no epoch; nothing that older files hold is void for it.
   * @throws DiskError; the file is then as it was
   */
  write(step: number, wallTimeMs: number, values: readonly SummaryValue[]): void {
    this.#file.append(recordsOf([encodeSummary(step, wallTimeMs, values)]));
  }

  /** Nothing can be appended after it. */
  close(): void {
    this.#file.close();
  }
}

function recordsOf(events: readonly Uint8Array[]): Buffer {
  return Buffer.concat(events.map(encodeRecord));
}

/** The name that TensorFlow would give it: events.out.tfevents.<seconds>.<host>.<process>.<count>. */
function fileName(startMs: number): string {
  const seconds = String(Math.floor(startMs / 1000)).padStart(10, '0');
  const unique = `${process.pid}.${filesOfThisProcess++}`;
  return `events.out.tfevents.${seconds}.${hostname()}.${unique}`;
}
