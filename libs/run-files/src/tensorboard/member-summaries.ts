import type { WeightHistogram } from '@chorus/proto';
import type { EpochView, MemberReport } from '@chorus/run-view';
import { existsSync, rmSync } from 'node:fs';
import { EventFileWriter } from './event-file.ts';
import { scalarValues } from './event-message.ts';
import { sessionEndValue, sessionStartValue, type HParams } from './hparams-message.ts';
import type { RunFolder } from '../run-folder.ts';

/**
 * The TensorBoard event files of a run: one folder per member, and in it one for its validation samples, which TensorBoard
 * draws beside each other under the same names. One file per attempt.
 */
export class MemberSummaries {
  readonly #folder: RunFolder;
  readonly #hparamsOf: (member: number) => HParams;
  /** The writers by folder. */
  readonly #writers = new Map<string, EventFileWriter>();
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
    const path = this.#pathOf(member);
    for (const folder of [path, this.#validationPathOf(member)]) {
      this.#writers.get(folder)?.close();
      this.#writers.delete(folder);
    }
    if (resumedEpoch === 0) rmSync(path, { recursive: true, force: true });
    const writer = this.#writerOf(path);
    if (resumedEpoch === 0) {
      writer.write(0, timeMs, [sessionStartValue(this.#hparamsOf(member), timeMs)]);
    }
  }

  /**
   * An epoch's loss, accuracy, learning rate and gradient, and the distribution of every weight tensor; what it came to
   * on the validation samples beside it.
   */
  writeEpoch(
    member: number,
    timeMs: number,
    result: EpochView,
    histograms: WeightHistogram[],
  ): void {
    const { epoch, loss, accuracy, learningRate, gradientNorm } = result;
    const at = { epoch, wallTimeMs: timeMs };
    const scalars = {
      ...{ loss, accuracy },
      ...(learningRate !== undefined && { learning_rate: learningRate }),
      ...(gradientNorm !== undefined && { gradient_norm: gradientNorm }),
    };
    this.#writerOf(this.#pathOf(member)).writeEpoch({ ...at, scalars, histograms });
    const { validationLoss, validationAccuracy } = result;
    if (validationLoss === undefined || validationAccuracy === undefined) return;
    const validation = { loss: validationLoss, accuracy: validationAccuracy };
    const writer = this.#writerOf(this.#validationPathOf(member));
    writer.writeEpoch({ ...at, scalars: validation, histograms: [] });
  }

  /**
   * No attempt follows. A member that never began has no files, and gets none; done again, it does
   * nothing.
   */
  endMember(member: number, timeMs: number, succeeded: boolean): void {
    if (this.#ended.has(member) || !existsSync(this.#pathOf(member))) return;
    this.#writerOf(this.#pathOf(member)).write(0, timeMs, [sessionEndValue(succeeded, timeMs)]);
    this.#ended.add(member);
  }

  /** Loss and accuracy on the test samples, beside the last epoch's. */
  writeTestResult({ member, epochs, testLoss, testAccuracy }: MemberReport, timeMs: number): void {
    const scalars = { test_loss: testLoss, test_accuracy: testAccuracy };
    this.#writerOf(this.#pathOf(member)).write(
      epochs.at(-1)?.epoch ?? 0,
      timeMs,
      scalarValues(scalars),
    );
  }

  close(): void {
    for (const writer of this.#writers.values()) writer.close();
    this.#writers.clear();
  }

  #pathOf(member: number): string {
    return this.#folder.tensorboardPath(`member-${member}`);
  }

  #validationPathOf(member: number): string {
    return this.#folder.tensorboardPath(`member-${member}/validation`);
  }

  /** A folder's writer; after a restart of the coordinator there is none, though the attempt goes on. */
  #writerOf(path: string): EventFileWriter {
    const writer = this.#writers.get(path) ?? new EventFileWriter(path);
    this.#writers.set(path, writer);
    return writer;
  }
}
