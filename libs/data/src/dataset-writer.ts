import { join } from 'node:path';
import { bytesOf } from './bytes-of.ts';
import type { Normalisation } from './dataset.ts';
import { samplesBySplit, type DatasetDescription } from './dataset-description.ts';
import { DatasetError, onDisk } from './dataset-error.ts';
import { encodeHeader, fitsHeader, type DatasetHeader } from './dataset-header.ts';
import { dataBytes, layoutOf, tensorName, type DatasetTensor } from './dataset-layout.ts';
import { datasetFilePath, datasetFolder } from './dataset-paths.ts';
import { beginFingerprint } from './fingerprint.ts';
import { PartialFile } from './partial-file.ts';
import { requireLabels } from './require-labels.ts';
import { sampleSize, typeOf, type SampleValues } from './sample.ts';
import type { Finding } from './sources/raw-dataset.ts';
import type { SplitName } from './splits.ts';

/** Room in the header for what is found while samples are read. */
const FINDINGS_BYTES = 32 * 1024;
/** Read at once to compute the fingerprint. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** What is known of a dataset before its samples are read. */
export type DatasetOutline = Omit<DatasetDescription, 'normalisation'>;

/** What may be known only when all samples were read. */
export interface DatasetEnd {
  readonly normalisation?: Normalisation;
  /** Beside those of the beginning. */
  readonly findings?: readonly Finding[];
}

/**
 * Writes a dataset file whose samples come by pieces, so that nobody has to hold a dataset in memory. The file appears at
 * its place only when it is whole.
 *
 * Call `add` for each piece, one after the other, then `finish`; after any error, `abort`, which leaves nothing.
 */
export class DatasetWriter {
  readonly #home: string;
  readonly #outline: DatasetOutline;
  readonly #findings: readonly Finding[];
  readonly #testNames: readonly string[] | undefined;
  readonly #file: PartialFile;
  /** Where the tensors begin. */
  readonly #dataOffset: number;
  readonly #tensors: ReadonlyMap<string, DatasetTensor>;
  /** Samples of each split so far. */
  readonly #written = new Map<SplitName, number>();
  #closed = false;

  private constructor(
    home: string,
    { outline, findings, testNames }: Beginning,
    file: PartialFile,
  ) {
    this.#home = home;
    this.#outline = outline;
    this.#findings = findings;
    this.#testNames = testNames;
    this.#file = file;
    this.#dataOffset = encodeHeader(widestHeader({ outline, findings, testNames })).length;
    this.#tensors = new Map(layoutOf(outline).map((tensor) => [tensorName(tensor), tensor]));
  }

  /**
   * @param home the cache folder; the file will lie at its fingerprint's place there
   * @param findings what was found before samples are read
   * @param testNames what the user knows each test sample by; left out where the header has no room for them
   * @throws DatasetError `storage` when the disk refuses, `corrupt` when the description is too long for a file
   */
  static async create(
    home: string,
    outline: DatasetOutline,
    findings: readonly Finding[] = [],
    testNames?: readonly string[],
  ): Promise<DatasetWriter> {
    const named = { outline, findings, testNames };
    const beginning = fitsHeader(widestHeader(named)) ? named : { outline, findings };
    encodeHeader(widestHeader(beginning));
    const path = join(datasetFolder(home), 'new.dataset');
    const file = await onDisk('write', path, () => PartialFile.create(path));
    return new DatasetWriter(home, beginning, file);
  }

  /**
   * Takes the next samples of a split; pieces of several splits may alternate.
   *
   * @param values [labels, ...shape]
   * @throws DatasetError `corrupt` when there are more samples than was said, or a label is none of the classes,
   *   `storage` when the disk refuses; RangeError when values and labels do not fit together
   */
  async add(split: SplitName, values: SampleValues, labels: Int32Array): Promise<void> {
    const start = this.#written.get(split) ?? 0;
    this.#check(split, start, values, labels);
    await this.#write({ split, part: 'labels' }, start, bytesOf(labels));
    await this.#write({ split, part: 'values' }, start, bytesOf(values));
    this.#written.set(split, start + labels.length);
  }

  /**
   * Reads the file back for its fingerprint, writes its header, syncs it and gives it its name.
   *
   * @throws DatasetError `corrupt` when samples are missing, `storage` when the disk refuses
   */
  async finish({ normalisation, findings = [] }: DatasetEnd = {}): Promise<{
    readonly path: string;
    readonly sha256: string;
  }> {
    this.#requireAll();
    const description = { ...this.#outline, ...(normalisation && { normalisation }) };
    const sha256 = await this.#fingerprint(description);
    const found = [...this.#findings, ...findings];
    const header = { description, findings: found, testNames: this.#testNames, sha256 };
    const path = datasetFilePath(this.#home, sha256);
    await onDisk('write', path, async () => {
      await this.#file.write(encodeHeader(header, this.#dataOffset), 0);
      await this.#file.complete(path);
    });
    this.#closed = true;
    return { path, sha256 };
  }

  /** Deletes what was written; harmless after `finish` and when called twice. */
  async abort(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.abort();
  }

  #check(split: SplitName, start: number, values: SampleValues, labels: Int32Array): void {
    const { shape, type } = this.#outline.sample;
    const expected = labels.length * sampleSize(shape);
    if (values.length !== expected || typeOf(values) !== type) {
      const found = `${values.length} values of ${typeOf(values)}`;
      throw new RangeError(`${labels.length} samples have ${expected} values of ${type}: ${found}`);
    }
    const samples = this.#tensors.get(tensorName({ split, part: 'labels' }))?.shape[0];
    if (samples === undefined) throw new RangeError(`there is to be no ${split} split`);
    if (start + labels.length > samples) {
      throw this.#corrupt(`more than ${samples} samples come for the ${split} split`);
    }
    requireLabels(labels, this.#outline, split, `the dataset ${this.#outline.name}`, start);
  }

  async #write(
    which: Pick<DatasetTensor, 'split' | 'part'>,
    sample: number,
    bytes: Uint8Array,
  ): Promise<void> {
    const { begin, sampleBytes } = this.#tensors.get(tensorName(which))!;
    const position = this.#dataOffset + begin + sample * sampleBytes;
    await onDisk('write', this.#file.ownPath, () => this.#file.write(bytes, position));
  }

  #requireAll(): void {
    for (const [split, samples] of samplesBySplit(this.#outline)) {
      const written = this.#written.get(split) ?? 0;
      if (written === samples) continue;
      throw this.#corrupt(`${written} of ${samples} samples came for the ${split} split`);
    }
  }

  async #fingerprint(description: DatasetDescription): Promise<string> {
    const hash = beginFingerprint(description);
    const bytes = dataBytes(description);
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes));
    for (let start = 0; start < bytes; start += piece.length) {
      const part = piece.subarray(0, Math.min(piece.length, bytes - start));
      await onDisk('read', this.#file.ownPath, () =>
        this.#file.read(part, this.#dataOffset + start),
      );
      hash.update(part);
    }
    return hash.digest('hex');
  }

  #corrupt(problem: string): DatasetError {
    const { name } = this.#outline;
    return new DatasetError('corrupt', `${problem} of ${name}: its files changed; run again`);
  }
}

/** No number has more digits in JSON. */
const WIDEST_NUMBER = -1.2345678901234567e-300;

/** What a file's header says before the samples are there. */
interface Beginning {
  readonly outline: DatasetOutline;
  readonly findings: readonly Finding[];
  readonly testNames?: readonly string[] | undefined;
}

/** A header as long as one that has room for what the end brings. */
function widestHeader({ outline, findings, testNames }: Beginning): DatasetHeader {
  const numbers = Array<number>(outline.sample.shape.at(-1) ?? 1).fill(WIDEST_NUMBER);
  const description = { ...outline, normalisation: { mean: numbers, deviation: numbers } };
  const room: Finding = { kind: 'warning', text: ' '.repeat(FINDINGS_BYTES) };
  return { description, findings: [...findings, room], testNames, sha256: '0'.repeat(64) };
}
