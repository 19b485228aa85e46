import type { ArrayPreparation } from '../array-sets/look-at-arrays.ts';
import { type ArrayFile, rowLength } from '../arrays/array-file.ts';
import type { ElementType, Numbers } from '../arrays/element-type.ts';
import { formatShape } from '../arrays/format-shape.ts';
import { DatasetError } from '../dataset-error.ts';
import { convertSamples } from '../recognition/convert-samples.ts';
import type { Layout } from '../recognition/sample-layout.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import type { PredictionItem, PredictionPiece, PredictionSource } from './prediction-source.ts';

/** The lowest and highest value of a type of samples. */
const LIMITS = {
  uint8: { low: 0, high: 255, words: 'a whole number from 0 to 255' },
  int32: { low: -(2 ** 31), high: 2 ** 31 - 1, words: 'a whole number of 32 bits' },
  float32: { low: -3.4028234663852886e38, high: 3.4028234663852886e38, words: 'a finite number' },
} as const;

/** The rows of an array as samples: one with a value that cannot be one of training's is a problem of its own. */
export class ArraySource implements PredictionSource {
  readonly items: number;
  readonly findings: readonly Finding[] = [];
  readonly #file: string;
  readonly #open: () => Promise<ArrayFile>;
  readonly #form: ArrayPreparation;

  private constructor(
    file: string,
    items: number,
    open: () => Promise<ArrayFile>,
    form: ArrayPreparation,
  ) {
    this.items = items;
    this.#file = file;
    this.#open = open;
    this.#form = form;
  }

  /**
   * Looks at an array's header.
   *
   * @param file its name
   * @throws DatasetError `corrupt` when its samples have another shape or kind of numbers than those of training; as `open` does
   */
  static async open(
    file: string,
    open: () => Promise<ArrayFile>,
    preparation: ArrayPreparation,
  ): Promise<ArraySource> {
    const array = await open();
    try {
      requireNumbers(array, preparation);
      const layout = layoutOf(array, preparation);
      return new ArraySource(file, array.shape[0]!, open, { ...preparation, layout });
    } finally {
      await array.close();
    }
  }

  async *read(signal?: AbortSignal): AsyncGenerator<PredictionPiece> {
    const array = await this.#open();
    try {
      for await (const { start, rows, values } of array.pieces()) {
        if (signal?.aborted) {
          throw new DatasetError('cancelled', `reading ${array.source} was cancelled`);
        }
        yield this.#pieceOf(start, rows, values as Numbers, array);
      }
    } finally {
      await array.close();
    }
  }

  #pieceOf(start: number, rows: number, values: Numbers, { shape }: ArrayFile): PredictionPiece {
    const size = rowLength(shape);
    const items: PredictionItem[] = [];
    const good: number[] = [];
    for (let row = 0; row < rows; row++) {
      const item = { file: this.#file, row: start + row + 1 };
      const problem = this.#problemOf(values, row * size, (row + 1) * size);
      if (problem === undefined) good.push(row);
      items.push(problem === undefined ? item : { ...item, problem });
    }
    const wanted = good.length === rows ? values : rowsOf(values, good, size);
    return { items, values: convertSamples(wanted, this.#form, size) };
  }

  #problemOf(values: Numbers, start: number, end: number): string | undefined {
    const { type, divisor } = this.#form;
    const { low, high, words } = LIMITS[type];
    const isWhole = type !== 'float32';
    for (let at = start; at < end; at++) {
      const value = Number(values[at]!);
      const fits = value >= low * divisor && value <= high * divisor;
      if (fits && (!isWhole || Number.isInteger(value))) continue;
      return `value ${at - start + 1} of the row is ${value}, and must be ${words}`;
    }
    return undefined;
  }
}

/** Rows of an array that do not follow one another. */
function rowsOf(values: Numbers, rows: readonly number[], size: number): Numbers {
  const Kind = values.constructor as new (length: number) => Uint8Array;
  const chosen = new Kind(rows.length * size);
  for (const [place, row] of rows.entries()) {
    chosen.set((values as Uint8Array).subarray(row * size, (row + 1) * size), place * size);
  }
  return chosen;
}

/**
 * Makes sure that numbers mean what they meant in training: those of other kinds may have another scale.
 *
 * @throws DatasetError `corrupt`
 */
function requireNumbers({ source, type }: ArrayFile, trained: ArrayPreparation): void {
  const remedy = remedyFor(type, trained);
  if (remedy === undefined) return;
  const [has, needs] = [
    type === 'text' ? 'texts' : type,
    trained.divisor > 1 ? 'uint16' : trained.type,
  ];
  throw new DatasetError(
    'corrupt',
    `${source} holds ${has}, and the members were trained on ${needs}: ${remedy}`,
  );
}

function remedyFor(type: ElementType, trained: ArrayPreparation): string | undefined {
  const isFraction = type.startsWith('float');
  if (type === 'text') return 'save numbers';
  if (trained.divisor > 1 && type !== 'uint16') {
    return 'save whole numbers from 0 to 65535 as uint16';
  }
  if (trained.type !== 'float32' && isFraction) {
    return 'save the whole numbers that they were before they were divided';
  }
  const isPicture = trained.shape.length === 3;
  if (trained.type === 'float32' && !isFraction && isPicture) {
    return 'bring them to the scale of training and save them as float32';
  }
  return undefined;
}

/** The axes of a sample in a file of each layout, of those that samples then have. */
const STORED: { readonly [Name in Layout]: (shape: readonly number[]) => readonly number[] } = {
  'channels-last': (shape) => shape,
  'channels-first': ([height = 1, width = 1, channels = 1]) => [channels, height, width],
  gray: ([height = 1, width = 1]) => [height, width],
  vector: (shape) => shape,
  tensor: (shape) => shape,
};

/** As the array of training was stored, or as samples are. */
function layoutOf({ source, shape }: ArrayFile, form: ArrayPreparation): Layout {
  const found = String(shape.slice(1));
  if (found === String(STORED[form.layout](form.shape))) return form.layout;
  const asSamples = form.shape.length === 3 ? 'channels-last' : 'tensor';
  if (found === String(form.shape)) return asSamples;
  if (form.shape.length === 1 && form.shape[0] === 1 && shape.length === 1) return 'vector';
  throw new DatasetError(
    'corrupt',
    `${source} has the shape ${formatShape(shape)}, and the members take (samples, ${form.shape.join(', ')}): bring it to that shape`,
  );
}
