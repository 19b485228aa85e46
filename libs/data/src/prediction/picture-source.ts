import { DatasetError } from '../dataset-error.ts';
import { decodeFiles } from '../images/decode-files.ts';
import { DEFAULT_PIXEL_LIMIT } from '../images/decode-image.ts';
import { findChanges } from '../images/image-findings.ts';
import type { ImageFile, InspectedFile } from '../images/image-file.ts';
import { UnreadableImage } from '../images/image-header.ts';
import { type ImagePreparation, sampleOf } from '../images/image-preparation.ts';
import { throwIfCancelled } from '../images/image-progress.ts';
import { inspectFiles } from '../images/inspect-files.ts';
import type { FolderEntry } from '../images/walk-folder.ts';
import { sampleSize } from '../sample.ts';
import { samplesAtOnce } from '../sources/assemble-pieces.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { oneByOne } from './one-by-one.ts';
import type { PredictionItem, PredictionPiece, PredictionSource } from './prediction-source.ts';

/** An image that can be decoded, as far as its header tells, or why not. */
type Looked = ImageFile | { readonly shown: string; readonly problem: string };

/** Pictures, decoded and brought to the size of training as they are read: a broken one is a problem of its own. */
export class PictureSource implements PredictionSource {
  readonly items: number;
  readonly findings: Finding[] = [];
  readonly #entries: readonly FolderEntry[];
  readonly #preparation: ImagePreparation;

  /** @param entries the files, in the order in which they are given */
  constructor(entries: readonly FolderEntry[], preparation: ImagePreparation) {
    this.items = entries.length;
    this.#entries = entries;
    this.#preparation = preparation;
  }

  async *read(signal?: AbortSignal): AsyncGenerator<PredictionPiece> {
    const looked = await this.#look(signal);
    const images = looked.filter((each) => 'entry' in each);
    this.findings.push(...findChanges(images, this.#preparation, true));
    const samples = oneByOne(images, (files) => decodeFiles(files, this.#preparation));
    const piece = new PieceOfPictures(this.#preparation);
    try {
      for (const each of looked) {
        throwIfCancelled(signal, 'reading the pictures');
        if ('problem' in each) piece.addProblem(each.shown, each.problem);
        else piece.add(each.entry.shown, (await samples.next()).value as Uint8Array | Error);
        if (piece.isFull) yield piece.take();
      }
      if (!piece.isEmpty) yield piece.take();
    } finally {
      await samples.return(undefined);
    }
  }

  /** What the header of each file tells. */
  async #look(signal: AbortSignal | undefined): Promise<Looked[]> {
    const looked: Looked[] = [];
    const inspected = oneByOne(this.#entries, (entries) =>
      inspectFiles(entries, DEFAULT_PIXEL_LIMIT),
    );
    for await (const result of inspected) {
      throwIfCancelled(signal, 'reading the pictures');
      looked.push(lookAt(result, this.#entries[looked.length]!));
    }
    return looked;
  }
}

function lookAt(result: InspectedFile | DatasetError, { shown }: FolderEntry): Looked {
  if (result instanceof DatasetError) return { shown, problem: result.message };
  if (result.kind === 'image') return result.file;
  const why = result.kind === 'other' ? `is ${result.what}, not an image` : result.reason;
  return { shown, problem: `${shown} ${why}` };
}

/** Samples and problems of pictures that follow one another. */
class PieceOfPictures {
  readonly #size: number;
  readonly #most: number;
  #items: PredictionItem[] = [];
  #values: Uint8Array;
  #filled = 0;

  constructor(preparation: ImagePreparation) {
    this.#size = sampleSize(sampleOf(preparation).shape);
    this.#most = samplesAtOnce(this.#size);
    this.#values = new Uint8Array(this.#most * this.#size);
  }

  get isFull(): boolean {
    return this.#items.length >= this.#most;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  add(file: string, sample: Uint8Array | Error): void {
    if (sample instanceof UnreadableImage) {
      this.addProblem(file, `${file} ${sample.message}`);
    } else if (sample instanceof Error) {
      this.addProblem(file, sample.message);
    } else {
      this.#items.push({ file });
      this.#values.set(sample, this.#filled);
      this.#filled += this.#size;
    }
  }

  addProblem(file: string, problem: string): void {
    this.#items.push({ file, problem });
  }

  take(): PredictionPiece {
    const piece = { items: this.#items, values: this.#values.subarray(0, this.#filled) };
    this.#items = [];
    this.#values = new Uint8Array(this.#most * this.#size);
    this.#filled = 0;
    return piece;
  }
}
