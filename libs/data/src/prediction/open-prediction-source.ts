import type { ArrayPreparation } from '../array-sets/look-at-arrays.ts';
import { roleOf } from '../array-sets/array-roles.ts';
import type { ArrayFile } from '../arrays/array-file.ts';
import { beginsAsIdx } from '../arrays/idx.ts';
import { NPY_MAGIC } from '../arrays/npy-header.ts';
import { NpzFile } from '../arrays/npz.ts';
import { openArray } from '../arrays/open-array.ts';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { imageShapeOf } from '../image.ts';
import { DEFAULT_BACKGROUND, type ImagePreparation } from '../images/image-preparation.ts';
import { listNames } from '../list-names.ts';
import { printable } from '../printable.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { PARQUET_MAGIC } from '../tables/parquet-file.ts';
import type { TablePreparation } from '../tables/table-preparation.ts';
import { ArraySource } from './array-source.ts';
import { findInputs, type FoundInput } from './find-inputs.ts';
import { PictureSource } from './picture-source.ts';
import { PictureTableSource } from './picture-table-source.ts';
import type { PredictionForm, PredictionPiece, PredictionSource } from './prediction-source.ts';
import { readStart } from './read-start.ts';
import { TableSource } from './table-source.ts';

/**
 * Opens files to be predicted: pictures, arrays or tables, as far as the samples of training allow. What is wrong with
 * all of a file is an error, before anything is read; what is wrong with one picture or row is a problem of that one.
 *
 * @param inputs files, patterns, and folders of pictures
 * @throws DatasetError `missing`, `corrupt` or `storage`, naming the file and the remedy
 */
export async function openPredictionSource(
  inputs: readonly string[],
  form: PredictionForm,
): Promise<PredictionSource> {
  const { files, findings } = await findInputs(inputs);
  const sources: PredictionSource[] = [];
  let pictures: FoundInput[] = [];
  const endPictures = () => {
    const { pictures: preparation } = preparationsOf(form);
    if (pictures.length === 0) return;
    sources.push(
      new PictureSource(
        pictures.map(({ entry }) => entry),
        preparation!,
      ),
    );
    pictures = [];
  };
  for (const file of files) {
    const kind = await kindOf(file, form);
    if (kind === 'picture') pictures.push(file);
    else {
      endPictures();
      sources.push(await openFile(kind, file, form));
    }
  }
  endPictures();
  return sources.length === 1 && findings.length === 0
    ? sources[0]!
    : new Several(sources, findings);
}

/** What files of each kind are prepared by; undefined: the members cannot take such. */
interface Preparations {
  readonly pictures: ImagePreparation | undefined;
  readonly arrays: ArrayPreparation;
  readonly tables: TablePreparation | undefined;
}

function preparationsOf({ sample, preparation }: PredictionForm): Preparations {
  const { kind } = (preparation ?? {}) as { readonly kind?: string };
  const layout = sample.shape.length === 3 ? 'channels-last' : 'tensor';
  return {
    pictures: kind === 'images' ? (preparation as ImagePreparation) : picturesLike(sample),
    arrays:
      kind === 'array'
        ? (preparation as ArrayPreparation)
        : { kind: 'array', layout, divisor: 1, ...sample },
    tables: kind === 'table' ? (preparation as unknown as TablePreparation) : undefined,
  };
}

/** Of a dataset whose samples are pictures, but were never files of their own. */
function picturesLike(sample: PredictionForm['sample']): ImagePreparation | undefined {
  const shape = imageShapeOf(sample);
  if (!shape || (shape.channels !== 1 && shape.channels !== 3)) return undefined;
  const { height, width, channels } = shape;
  const size = { height, width };
  return { kind: 'images', size, fit: 'crop', channels, background: DEFAULT_BACKGROUND };
}

type FileKind =
  'picture' | 'array' | 'archive' | 'table' | 'csv of pictures' | 'parquet of pictures';

/** By its first bytes; what is none of the others is what the members were trained on. */
async function kindOf(file: FoundInput, form: PredictionForm): Promise<FileKind> {
  const start = await startOf(file, form);
  if (start.subarray(0, NPY_MAGIC.length).equals(NPY_MAGIC) || beginsAsIdx(start)) return 'array';
  if (/(\.npy|idx\d-ubyte)\.gz$/i.test(file.path)) return 'array';
  if (start.toString('latin1', 0, 4) === 'PK\x03\x04' && /\.npz$/i.test(file.path)) {
    return 'archive';
  }
  const { pictures, tables } = preparationsOf(form);
  if (tables) return 'table';
  const { shown } = file.entry;
  if (pictures && isParquet(start)) return 'parquet of pictures';
  if (pictures && /\.(csv|tsv)$/i.test(file.path)) return 'csv of pictures';
  if (pictures) return 'picture';
  const wanted = `arrays of (samples, ${form.sample.shape.join(', ')})`;
  throw new DatasetError(
    'corrupt',
    `${shown} is no array: the members take ${wanted}, in .npy, .npz or IDX`,
  );
}

function isParquet(start: Buffer): boolean {
  return start.subarray(0, PARQUET_MAGIC.length).equals(PARQUET_MAGIC);
}

/** @returns nothing of a picture that cannot be read, which is a problem of that one */
async function startOf(
  { path, entry: { shown } }: FoundInput,
  form: PredictionForm,
): Promise<Buffer> {
  const read = onDisk('read', shown, () => readStart(path, 64), `there is no file ${shown}`);
  return preparationsOf(form).pictures ? read.catch(() => Buffer.alloc(0)) : read;
}

async function openFile(
  kind: Exclude<FileKind, 'picture'>,
  { path, entry: { shown } }: FoundInput,
  form: PredictionForm,
): Promise<PredictionSource> {
  const { arrays, tables, pictures } = preparationsOf(form);
  if (kind === 'table') return TableSource.open(path, tables!);
  if (kind === 'csv of pictures' || kind === 'parquet of pictures') {
    return PictureTableSource.open(path, shown, kind === 'parquet of pictures', pictures!);
  }
  if (kind === 'array') return ArraySource.open(shown, () => openArray(path), arrays);
  return ArraySource.open(shown, () => openFeatures(path), arrays);
}

/** The array of features in an NPZ file: its only one, or the one whose name says so. */
async function openFeatures(path: string): Promise<ArrayFile> {
  const npz = await NpzFile.open(path);
  try {
    const named = npz.keys.filter((key) => /^(x|images|features)$/i.test(key));
    const tested = npz.keys.filter((key) => {
      const role = roleOf(key);
      return role?.part === 'features' && role.split === 'test';
    });
    const [only, ...others] = [npz.keys, named, tested].find(({ length }) => length === 1) ?? [];
    if (only === undefined || others.length > 0) {
      throw new DatasetError(
        'corrupt',
        `${printable(path)} has several arrays, ${listNames(npz.keys, printable)}: save the one to predict as .npy, or call it x`,
      );
    }
    const array = await npz.array(only);
    return closingBoth(array, npz);
  } catch (reason) {
    npz.close();
    throw reason;
  }
}

function closingBoth(array: ArrayFile, npz: NpzFile): ArrayFile {
  return {
    source: array.source,
    shape: array.shape,
    type: array.type,
    pieces: (range) => array.pieces(range),
    close: async () => {
      await array.close();
      npz.close();
    },
  };
}

/** Sources that follow one another. */
class Several implements PredictionSource {
  readonly items: number | undefined;
  readonly #sources: readonly PredictionSource[];
  readonly #findings: readonly Finding[];

  constructor(sources: readonly PredictionSource[], findings: readonly Finding[]) {
    const counts = sources.map(({ items }) => items ?? NaN);
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.items = Number.isNaN(total) ? undefined : total;
    this.#sources = sources;
    this.#findings = findings;
  }

  get findings(): readonly Finding[] {
    return [...this.#findings, ...this.#sources.flatMap(({ findings }) => findings)];
  }

  async *read(signal?: AbortSignal): AsyncGenerator<PredictionPiece> {
    for (const source of this.#sources) yield* source.read(signal);
  }
}
