import { DatasetError } from '../dataset-error.ts';
import { decodeFiles } from '../images/decode-files.ts';
import { DEFAULT_PIXEL_LIMIT } from '../images/decode-image.ts';
import { findChanges } from '../images/image-findings.ts';
import type { ImageFile, InspectedFile } from '../images/image-file.ts';
import { UnreadableImage } from '../images/image-header.ts';
import { type ImagePreparation } from '../images/image-preparation.ts';
import { throwIfCancelled } from '../images/image-progress.ts';
import { inspectFiles } from '../images/inspect-files.ts';
import type { FolderEntry } from '../images/walk-folder.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { oneByOne } from './one-by-one.ts';
import { PieceOfPictures } from './piece-of-pictures.ts';
import type { PredictionPiece, PredictionSource } from './prediction-source.ts';

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
        if ('problem' in each) piece.addProblem({ file: each.shown }, each.problem);
        else addFile(piece, each.entry.shown, (await samples.next()).value as Uint8Array | Error);
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

function addFile(piece: PieceOfPictures, file: string, sample: Uint8Array | Error): void {
  if (!(sample instanceof Error)) piece.add({ file }, sample);
  else if (sample instanceof UnreadableImage) {
    piece.addProblem({ file }, `${file} ${sample.message}`);
  } else piece.addProblem({ file }, sample.message);
}
