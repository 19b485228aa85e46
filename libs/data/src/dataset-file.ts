/**
 * A dataset as one file, so that it can be cached, sent by its fingerprint, and read by pieces when it is larger than
 * memory. It is a safetensors file (https://huggingface.co/docs/safetensors), which Python's own reader opens:
 *
 * | Bytes     | Content                                                                                    |
 * | --------- | ------------------------------------------------------------------------------------------ |
 * | 8         | length of the header in bytes, unsigned, little endian                                     |
 * | that many | header, JSON in UTF-8, then spaces, up to a multiple of 8: the tensors' places and         |
 * |           | `__metadata__`, whose texts are format, version, description, findings, test_names if samples |
 * |           | have names (all three JSON), sha256                                                        |
 * | the rest  | `train.labels`, `validation.labels` if there is one, `test.labels` (I32), then             |
 * |           | `train.values`, … (U8, F32 or I32): little endian, without gaps                            |
 *
 * `sha256` is the fingerprint, which covers all but findings and names. The file lies at
 * `<home>/datasets/<sha256>.dataset`, and is never there half-written.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { alignedBytes } from './aligned-memory.ts';
import type { Dataset, SampleSet } from './dataset.ts';
import { samplesBySplit, type DatasetDescription } from './dataset-description.ts';
import { DatasetError, onDisk } from './dataset-error.ts';
import { missingFile, readStart, REMEDY } from './dataset-file-start.ts';
import type { DatasetHeader } from './dataset-header.ts';
import type { DatasetReader } from './dataset-reader.ts';
import { dataBytes, layoutOf, tensorName, type DatasetTensor } from './dataset-layout.ts';
import { beginFingerprint } from './fingerprint.ts';
import { planGather, type RowRun } from './gather-plan.ts';
import { HASHED_PIECE_BYTES, hashWhileReading } from './hash-while-reading.ts';
import { readBytes } from './read-bytes.ts';
import { requireLabels } from './require-labels.ts';
import { requireRows } from './require-rows.ts';
import { valuesOf, type SampleValues } from './sample.ts';
import { type FileState, stateOf } from './stored/gather-rows.ts';
import type { StoredValues } from './stored/stored-values.ts';
import { ThreadedReader } from './stored/threaded-reader.ts';
import type { Finding } from './sources/raw-dataset.ts';
import type { SplitName } from './splits.ts';

/** Rows with so little between them are read at once: copying it takes less time than another read. */
const GAP_BYTES = 64 * 1024;
/** At once no more is read of rows that are not all wanted. */
const RUN_BYTES = 4 * 1024 * 1024;
/** Reads under way at once: as many as Node has threads for them. */
const READS_AT_ONCE = 4;

/** A dataset file that is open: its samples stay on the disk until somebody asks for them. */
export class DatasetFile implements DatasetReader {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #header: DatasetHeader;
  /** Where the tensors begin. */
  readonly #dataOffset: number;
  /** When it was opened: whoever writes to it later changes it. */
  readonly #state: FileState;
  /** By their names, in the file's order. */
  readonly #tensors: ReadonlyMap<string, DatasetTensor>;

  private constructor(path: string, handle: FileHandle, header: DatasetHeader, dataOffset: number) {
    this.path = path;
    this.#handle = handle;
    this.#header = header;
    this.#dataOffset = dataOffset;
    this.#state = stateOf(handle.fd);
    const tensors = layoutOf(header.description);
    this.#tensors = new Map(tensors.map((tensor) => [tensorName(tensor), tensor]));
  }

  /**
   * Opens a dataset file and reads its header. The file's size is compared with what the header claims, so that there is
   * no memory for what is not there; its samples are not looked at.
   *
   * @param sha256 the fingerprint that it must claim to have
   * @throws DatasetError `missing` when it is not there, `corrupt` when it is not a whole dataset file, or another
   *   one, `storage` when the disk refuses
   */
  static async open(path: string, sha256?: string): Promise<DatasetFile> {
    const handle = await onDisk('read', path, () => open(path, 'r'), missingFile(path));
    try {
      const { header, dataOffset } = await onDisk('read', path, () => readStart(handle, path));
      if (sha256 !== undefined && header.sha256 !== sha256) {
        throw otherFingerprint(path, header.sha256, sha256);
      }
      return new DatasetFile(path, handle, header, dataOffset);
    } catch (reason) {
      await handle.close();
      throw reason;
    }
  }

  get description(): DatasetDescription {
    return this.#header.description;
  }

  /** What was recognised, decided or found odd while the file was made. */
  get findings(): readonly Finding[] {
    return this.#header.findings;
  }

  /** What the user knows each test sample by, such as a picture's file, [testSamples]; undefined where the file does not say. */
  get testNames(): readonly string[] | undefined {
    return this.#header.testNames;
  }

  /** The fingerprint that the file claims to have; {@link verify} finds out. */
  get sha256(): string {
    return this.#header.sha256;
  }

  /** The bytes of all labels and samples. */
  get bytes(): number {
    return dataBytes(this.description);
  }

  /**
   * The labels of a split.
   *
   * @returns [samples]
   * @throws RangeError when there is no such split; DatasetError `corrupt` when one is none of the classes, `storage`
   */
  async labels(split: SplitName): Promise<Int32Array> {
    const tensor = this.#tensor(split, 'labels');
    const bytes = await this.#read(tensor.begin, tensor.end - tensor.begin);
    const labels = valuesOf('int32', bytes) as Int32Array;
    this.#requireLabels(labels, split);
    return labels;
  }

  /**
   * Samples that follow each other.
   *
   * @returns [end - start, ...shape], in memory of its own
   * @throws RangeError when the split has not so many; DatasetError `corrupt` or `storage`
   */
  async read(split: SplitName, start: number, end: number): Promise<SampleValues> {
    const { begin, sampleBytes, shape } = this.#tensor(split, 'values');
    const samples = shape[0]!;
    if (!(0 <= start && start <= end && end <= samples)) {
      throw new RangeError(`samples ${start} to ${end} are not within a split of ${samples}`);
    }
    const bytes = await this.#read(begin + start * sampleBytes, (end - start) * sampleBytes);
    return valuesOf(this.description.sample.type, bytes);
  }

  /**
   * Samples from anywhere in a split, read in the file's order, those near each other at once.
   *
   * @param rows which, in any order, also several times the same
   * @returns [rows, ...shape], in the order of `rows`
   * @throws RangeError when the split has no such row; DatasetError `corrupt` or `storage`
   */
  async gather(split: SplitName, rows: ArrayLike<number>): Promise<SampleValues> {
    const { begin, sampleBytes, shape } = this.#tensor(split, 'values');
    requireRows(rows, shape[0]!);
    const gathered = new Uint8Array(rows.length * sampleBytes);
    const gap = Math.floor(GAP_BYTES / sampleBytes);
    const { order, runs } = planGather(rows, { gap, run: Math.floor(RUN_BYTES / sampleBytes) });
    const bring = async ({ start, end, firstRow, endRow }: RowRun) => {
      const bytes = (endRow - firstRow) * sampleBytes;
      const read = await this.#read(begin + firstRow * sampleBytes, bytes);
      for (const place of order.subarray(start, end)) {
        const offset = (rows[place]! - firstRow) * sampleBytes;
        gathered.set(read.subarray(offset, offset + sampleBytes), place * sampleBytes);
      }
    };
    await eachOf(runs, READS_AT_ONCE, bring);
    return valuesOf(this.description.sample.type, gathered);
  }

  /**
   * The samples of a split, to be read by pieces in threads of their own while this file is open. A file that is written
   * to after it was opened is noticed; one that another one is put in the place of is read on.
   *
   * @param pieceBytes about how many a piece should have
   * @throws RangeError when there is no such split
   */
  storedValues(split: SplitName, pieceBytes: number): StoredValues {
    const { begin, sampleBytes } = this.#tensor(split, 'values');
    const { type } = this.description.sample;
    const position = this.#dataOffset + begin;
    const file = { fd: this.#handle.fd, position, rowBytes: sampleBytes, state: this.#state };
    const source = { path: this.path, file, type, remedy: REMEDY };
    return { type, pieceBytes, open: (samples) => new ThreadedReader(source, samples) };
  }

  /**
   * The whole dataset, in memory and checked as {@link verify} does.
   *
   * @throws DatasetError as `verify` does
   */
  async readAll(): Promise<Dataset> {
    const hash = beginFingerprint(this.description);
    const tensors = new Map<string, SampleValues>();
    for (const tensor of this.#tensors.values()) {
      const length = tensor.end - tensor.begin;
      const bytes = alignedBytes(length);
      const memoryAt = (at: number) => bytes.subarray(at, at + HASHED_PIECE_BYTES);
      await hashWhileReading(hash, length, memoryAt, (memory, at) =>
        this.#readInto(memory, tensor.begin + at),
      );
      const type = tensor.part === 'labels' ? 'int32' : this.description.sample.type;
      tensors.set(tensorName(tensor), valuesOf(type, bytes));
    }
    this.#requireFingerprint(hash.digest('hex'));
    const setOf = (split: SplitName): SampleSet => {
      const labels = tensors.get(`${split}.labels`) as Int32Array;
      this.#requireLabels(labels, split);
      return { values: tensors.get(`${split}.values`)!, labels };
    };
    const {
      trainSamples: _train,
      testSamples: _test,
      validationSamples,
      ...rest
    } = this.description;
    return {
      ...rest,
      train: setOf('train'),
      ...(validationSamples !== undefined && { validation: setOf('validation') }),
      test: setOf('test'),
      ...(this.findings.length > 0 && { findings: this.findings }),
      ...(this.testNames && { testNames: this.testNames }),
      sha256: this.sha256,
    };
  }

  /**
   * Reads the file by pieces, and compares its fingerprint and its labels with what it says.
   *
   * @throws DatasetError `corrupt` when it is another, or a label is none of the classes, `storage` when the disk
   *   refuses
   */
  async verify(): Promise<void> {
    const hash = beginFingerprint(this.description);
    const bytes = dataBytes(this.description);
    const memories = [1, 2].map(() => new Uint8Array(Math.min(HASHED_PIECE_BYTES, bytes)));
    const memoryAt = (at: number) =>
      memories[(at / HASHED_PIECE_BYTES) % 2]!.subarray(0, bytes - at);
    await hashWhileReading(hash, bytes, memoryAt, (memory, at) => this.#readInto(memory, at));
    this.#requireFingerprint(hash.digest('hex'));
    for (const [split] of samplesBySplit(this.description)) await this.labels(split);
  }

  /** Closes the file; harmless when called twice. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #tensor(split: SplitName, part: DatasetTensor['part']): DatasetTensor {
    const tensor = this.#tensors.get(tensorName({ split, part }));
    if (!tensor) throw new RangeError(`${this.path} has no ${split} split`);
    return tensor;
  }

  /** So many bytes, from so many after the header on. */
  async #read(start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = alignedBytes(length);
    await this.#readInto(bytes, start);
    return bytes;
  }

  async #readInto(bytes: Uint8Array, start: number): Promise<void> {
    const position = this.#dataOffset + start;
    const read = await onDisk('read', this.path, () => readBytes(this.#handle, bytes, position));
    if (read === bytes.length) return;
    throw new DatasetError('corrupt', `${this.path} was cut off while it was read; ${REMEDY}`);
  }

  #requireFingerprint(found: string): void {
    if (found !== this.sha256) throw otherFingerprint(this.path, found, this.sha256);
  }

  #requireLabels(labels: Int32Array, split: SplitName): void {
    requireLabels(labels, this.description, split, this.path);
  }
}

/** Does something for each item, for so many at once. */
async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  action: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const work = async () => {
    for (const item of rest) await action(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
}

function otherFingerprint(path: string, found: string, expected: string): DatasetError {
  return new DatasetError(
    'corrupt',
    `${path} holds a dataset with SHA-256 ${found} instead of ${expected}; ${REMEDY}`,
  );
}
