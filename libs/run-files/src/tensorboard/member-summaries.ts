import type { WeightHistogram } from '@chorus/proto';
import type { EpochView, MemberReport } from '@chorus/run-view';
import { existsSync, rmSync } from 'node:fs';
import { EventFileWriter } from './event-file.ts';
import { scalarValues } from './event-message.ts';
import { sessionEndValue, sessionStartValue, type HParams } from './hparams-message.ts';
import type { RunFolder } from '../run-folder.ts';

/** The TensorBoard event files of a run: one folder per member, one file per attempt. */
export class MemberSummaries {
  readonly #folder: RunFolder;
  readonly #hparamsOf: (member: number) => HParams;
  readonly #writers = new Map<number, EventFileWriter>();
  readonly #ended = new Set<number>();

  constructor(folder: RunFolder, hparamsOf: (member: number) => HParams) {
    this.#folder = folder;
    this.#hparamsOf = hparamsOf;
  }

  /**
   * What an earlier attempt wrote is deleted when this one begins at the start: TensorBoard would draw
   * both over each other. One that continues writes a second file, which voids what the first one
   * holds of the same epochs.
   */
  beginAttempt(member: number, timeMs: number, resumedEpoch: number): void {
    this.#writers.get(member)?.close();
    this.#writers.delete(member);
    const path = this.#pathOf(member);
    if (resumedEpoch === 0) rmSync(path, { recursive: true, force: true });
    const writer = new EventFileWriter(path);
    this.#writers.set(member, writer);
    if (resumedEpoch === 0) {
      writer.write(0, timeMs, [sessionStartValue(this.#hparamsOf(member), timeMs)]);
    }
  }

  /** Loss, accuracy and the distribution of every weight tensor after one epoch. */
  writeEpoch(
    member: number,
    timeMs: number,
    result: EpochView,
    histograms: WeightHistogram[],
  ): void {
    const { epoch, loss, accuracy } = result;
    const scalars = { loss, accuracy };
    this.#writerOf(member).writeEpoch({ epoch, wallTimeMs: timeMs, scalars, histograms });
  }

  /**
   * No attempt follows. A member that never began has no files, and gets none; done again, it does
   * nothing.
   */
  endMember(member: number, timeMs: number, succeeded: boolean): void {
    if (this.#ended.has(member) || !existsSync(this.#pathOf(member))) return;
    this.#writerOf(member).write(0, timeMs, [sessionEndValue(succeeded, timeMs)]);
    this.#ended.add(member);
  }

  /** Loss and accuracy on the test samples, beside the last epoch's. */
  writeTestResult({ member, epochs, testLoss, testAccuracy }: MemberReport, timeMs: number): void {
    const scalars = { test_loss: testLoss, test_accuracy: testAccuracy };
    this.#writerOf(member).write(epochs.at(-1)?.epoch ?? 0, timeMs, scalarValues(scalars));
  }

  close(): void {
    for (const writer of this.#writers.values()) writer.close();
    this.#writers.clear();
  }

  #pathOf(member: number): string {
    return this.#folder.tensorboardPath(`member-${member}`);
  }

  /** The member's writer; after a restart of the coordinator there is none, though the attempt goes on. */
  #writerOf(member: number): EventFileWriter {
    const writer = this.#writers.get(member) ?? new EventFileWriter(this.#pathOf(member));
    this.#writers.set(member, writer);
    return writer;
  }
}
