import { rowLength, type ArrayFile, type ArrayPiece } from '../arrays/array-file.ts';
import type { ElementValue, Numbers } from '../arrays/element-type.ts';
import { formatShape } from '../arrays/format-shape.ts';
import { DatasetError } from '../dataset-error.ts';

/** What one sample's label says: a whole number, exactly, or a text. Equal ones are the same class. */
export type LabelValue = number | bigint | string;

/** The labels of samples, as they are stored. */
export interface LabelColumn {
  /** Where they come from: the file, and what of it; for messages. */
  readonly source: string;
  /** The number of labels. */
  readonly samples: number;
  /** How a class was read from the values, where it is not one value each: a sentence. */
  readonly note?: string;
  /** All labels in their order, by pieces. */
  values(): AsyncIterable<readonly LabelValue[]>;
}

/**
 * The labels in an array: [samples] or [samples, 1], whole numbers of any type or texts; or one-hot rows
 * [samples, classes], whose labels are the place of the 1.
 *
 * @throws DatasetError `corrupt` when the array has another shape; while the values are read, when one is no
 *   whole number or a row is not one-hot, with its place
 */
export function labelsOfArray(array: ArrayFile): LabelColumn {
  const { source, shape, type } = array;
  const width = rowLength(shape);
  const column = { source, samples: shape[0]! };
  if (width === 1) {
    const note = /^float/.test(type)
      ? `The labels of ${source} are whole numbers, stored as ${type}.`
      : undefined;
    return { ...column, ...(note && { note }), values: () => readColumn(array) };
  }
  if (shape.length === 2 && type !== 'text') {
    const note = `The labels of ${source} are one-hot rows of ${width} values; a label is the place of the 1.`;
    return { ...column, note, values: () => readOneHot(array, width) };
  }
  throw new DatasetError(
    'corrupt',
    `${source} has the shape ${formatShape(shape)}; labels are (samples,), (samples, 1) or one-hot (samples, classes)`,
  );
}

async function* readColumn(array: ArrayFile): AsyncGenerator<LabelValue[]> {
  for await (const piece of array.pieces()) {
    const toLabel = array.type === 'bool' ? nameOfBool : wholeLabel;
    const labels: LabelValue[] = [];
    for (const value of piece.values) {
      const label = toLabel(value);
      if (label === undefined) throw notWhole(array.source, value, piece.start + labels.length);
      labels.push(label);
    }
    yield labels;
  }
}

function nameOfBool(value: ElementValue): string {
  return value === 0 ? 'False' : 'True';
}

/** The value as the one form that equal values have; undefined when it is a number that is not whole. */
function wholeLabel(value: ElementValue): LabelValue | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && !Number.isInteger(value)) return undefined;
  const whole = Number(value);
  return Number.isSafeInteger(whole) ? whole : BigInt(value);
}

function notWhole(source: string, value: ElementValue, sample: number): DatasetError {
  return new DatasetError(
    'corrupt',
    `${source}: the label of sample ${sample} is ${value}; labels are whole numbers or texts, one for each class`,
  );
}

async function* readOneHot(array: ArrayFile, width: number): AsyncGenerator<LabelValue[]> {
  for await (const piece of array.pieces()) {
    yield Array.from({ length: piece.rows }, (_, row) =>
      placeOfOne(array.source, piece, row, width),
    );
  }
}

function placeOfOne(source: string, piece: ArrayPiece, row: number, width: number): number {
  const values = (piece.values as Numbers).subarray(row * width, (row + 1) * width);
  let place = -1;
  for (let index = 0; index < width; index++) {
    const value = Number(values[index]);
    if (value === 0) continue;
    if (value !== 1 || place !== -1) throw notOneHot(source, piece.start + row, values);
    place = index;
  }
  if (place === -1) throw notOneHot(source, piece.start + row, values);
  return place;
}

const SHOWN_VALUES = 8;

function notOneHot(source: string, sample: number, values: Numbers): DatasetError {
  const shown = [...values.subarray(0, SHOWN_VALUES)].join(', ');
  const more = values.length > SHOWN_VALUES ? ', …' : '';
  return new DatasetError(
    'corrupt',
    `${source}: row ${sample} is [${shown}${more}]; a one-hot row has a single 1 and else 0: each sample has one class`,
  );
}
