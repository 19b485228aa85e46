import { appendFileSync, closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

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
 * E1: The file holds whole records only: one that could not be written to its end is cut off again.
 * E2: When `writeEpoch` has returned, every reader sees the epoch. It is not synced: the journal is
 *     the copy that must survive a power cut.
 */
export class EventFileWriter {
  readonly path: string;
  readonly #descriptor: number;
  #lengthBytes = 0;
  #started = false;

  /**
   * Starts a new file in `folder`, which is made if need be.
   *
   * @param startMs when the file begins, milliseconds since 1970; part of its name
   * @throws Error of the file system
   */
  constructor(folder: string, startMs: number = Date.now()) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, fileName(startMs));
    this.#descriptor = openSync(this.path, 'ax');
    this.#append([encodeFileVersion(startMs)]);
  }

  /**
   * Appends an epoch.
   * @throws Error of the file system; the file is then as it was
   */
  writeEpoch(summary: EpochSummary): void {
    const events = [encodeEpochSummary(summary)];
    if (!this.#started) events.unshift(encodeSessionStart(summary));
    this.#append(events);
    this.#started = true;
  }

  /**
   * Appends what is no epoch; nothing that older files hold is void for it.
   * @throws Error of the file system; the file is then as it was
   */
  write(step: number, wallTimeMs: number, values: readonly SummaryValue[]): void {
    this.#append([encodeSummary(step, wallTimeMs, values)]);
  }

  /** Nothing can be appended after it. */
  close(): void {
    closeSync(this.#descriptor);
  }

  #append(events: readonly Uint8Array[]): void {
    const bytes = Buffer.concat(events.map(encodeRecord));
    try {
      appendFileSync(this.#descriptor, bytes);
      this.#lengthBytes += bytes.length;
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#lengthBytes);
      throw error;
    }
  }
}

/** As TensorFlow names them: events.out.tfevents.<seconds>.<host>.<process>.<count>. */
function fileName(startMs: number): string {
  const seconds = String(Math.floor(startMs / 1000)).padStart(10, '0');
  const unique = `${process.pid}.${filesOfThisProcess++}`;
  return `events.out.tfevents.${seconds}.${hostname()}.${unique}`;
}
