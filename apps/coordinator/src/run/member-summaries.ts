import type { WeightHistogram } from '@chorus/proto';
import { rmSync } from 'node:fs';
import { EventFileWriter } from '../artifacts/event-file.ts';
import type { EpochView } from '@chorus/run-view';
import type { RunFolder } from './run-folder.ts';

/** The TensorBoard event files of a run: one folder per member, one file per attempt. */
export class MemberSummaries {
  readonly #folder: RunFolder;
  readonly #writers = new Map<number, EventFileWriter>();

  constructor(folder: RunFolder) {
    this.#folder = folder;
  }

  /**
   * What an earlier attempt wrote is deleted when this one begins at the start: TensorBoard would draw
   * both over each other. One that continues writes a second file, which voids what the first one
   * holds of the same epochs.
   */
  beginAttempt(member: number, resumedEpoch: number): void {
    this.#writers.get(member)?.close();
    const path = this.#folder.tensorboardPath(member);
    if (resumedEpoch === 0) rmSync(path, { recursive: true, force: true });
    this.#writers.set(member, new EventFileWriter(path));
  }

  /** Loss, accuracy and the distribution of every weight tensor after one epoch. */
  writeEpoch(
    member: number,
    timeMs: number,
    result: EpochView,
    histograms: WeightHistogram[],
  ): void {
    const { epoch, loss, accuracy } = result;
    // After a restart of the coordinator there is none, though the attempt goes on.
    const writer =
      this.#writers.get(member) ?? new EventFileWriter(this.#folder.tensorboardPath(member));
    this.#writers.set(member, writer);
    writer.writeEpoch({ epoch, wallTimeMs: timeMs, scalars: { loss, accuracy }, histograms });
  }

  close(): void {
    for (const writer of this.#writers.values()) writer.close();
    this.#writers.clear();
  }
}
