import { enumerate } from '../list-names.ts';
import { DatasetError } from '../dataset-error.ts';
import { ClassNames } from './class-names.ts';
import type { LabelColumn, LabelValue } from './label-values.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { splitsOf, type SplitName, type Splits } from '../splits.ts';
import { naturalOrder } from './natural-order.ts';

/** Labels as classes. */
export interface MappedLabels {
  /** The name of each class, in natural order of the labels; a class is an index into it. */
  readonly classes: readonly string[];
  /** For each split [samples], the classes of its samples. */
  readonly labels: Splits<Int32Array>;
  /** What was read and mapped, and what may be a fault of the data. */
  readonly findings: readonly Finding[];
}

/**
 * Maps whatever labels samples have to classes 0, 1, 2 …: the labels of the training split, numbers before texts,
 * numbers by value and texts in {@link naturalOrder}. Labels are compared exactly, also beyond 2^53.
 *
 * @param samples how many samples each split has, and where; undefined when nothing is known of them yet
 * @throws DatasetError `corrupt` when a split has fewer or more labels than samples, one of its labels does not occur
 *   in training, or training has less than two classes, or two of one
 *   name
 */
export async function mapLabels(
  columns: Splits<LabelColumn>,
  samples: Partial<Splits<{ readonly source: string; readonly samples: number }>> = {},
): Promise<MappedLabels> {
  for (const split of splitsOf(columns)) checkCount(columns[split]!, samples[split]);
  const found = await collect(columns.train);
  const order = [...found.values.keys()].sort(compareLabels);
  if (order.length < 2) throw tooFewClasses(columns.train, order);
  const names = new ClassNames(columns.train.source);
  const classes = order.map((value) => names.of(String(value)));
  const classOf = new Map(order.map((value, index) => [value, index]));
  const labels: { -readonly [Split in SplitName]?: Int32Array } = {};
  for (const split of splitsOf(columns)) {
    const { indices, values } = split === 'train' ? found : await collect(columns[split]!);
    labels[split] = toClasses(indices, values, classOf, columns[split]!);
  }
  const mapped = labels as Splits<Int32Array>;
  return { classes, labels: mapped, findings: describe(columns, order, mapped) };
}

/** The labels of one split, by the order in which they were first seen. */
interface FoundLabels {
  /** [samples], each an index into the order of `values`. */
  readonly indices: Int32Array;
  /** Each label that occurs, with its first sample. */
  readonly values: ReadonlyMap<LabelValue, number>;
}

async function collect(column: LabelColumn): Promise<FoundLabels> {
  const values = new Map<LabelValue, number>();
  const seen = new Map<LabelValue, number>();
  const parts: Int32Array[] = [];
  let start = 0;
  for await (const piece of column.values()) {
    const indices = new Int32Array(piece.length);
    piece.forEach((value, position) => {
      let index = seen.get(value);
      if (index === undefined) {
        index = seen.size;
        seen.set(value, index);
        values.set(value, start + position);
      }
      indices[position] = index;
    });
    parts.push(indices);
    start += piece.length;
  }
  const indices = new Int32Array(start);
  let filled = 0;
  for (const part of parts) {
    indices.set(part, filled);
    filled += part.length;
  }
  return { indices, values };
}

function toClasses(
  indices: Int32Array,
  values: ReadonlyMap<LabelValue, number>,
  classOf: ReadonlyMap<LabelValue, number>,
  column: LabelColumn,
): Int32Array {
  const classes = Int32Array.from(values, ([value, sample]) => {
    const known = classOf.get(value);
    if (known !== undefined) return known;
    throw new DatasetError(
      'corrupt',
      `${column.source}: the label ${spell(value)} of sample ${sample} does not occur in training; add samples of it there or leave them out here`,
    );
  });
  return indices.map((index) => classes[index]!);
}

function checkCount(
  column: LabelColumn,
  features: { readonly source: string; readonly samples: number } | undefined,
): void {
  if (features === undefined || features.samples === column.samples) return;
  throw new DatasetError(
    'corrupt',
    `${column.source} has ${column.samples} labels for the ${features.samples} samples of ${features.source}; each sample needs one`,
  );
}

function tooFewClasses({ source }: LabelColumn, order: readonly LabelValue[]): DatasetError {
  const found = order.length === 0 ? 'no labels' : `only the label ${spell(order[0]!)}`;
  return new DatasetError(
    'corrupt',
    `${source} holds ${found}; training needs two classes or more`,
  );
}

function compareLabels(a: LabelValue, b: LabelValue): number {
  if (typeof a === 'string' && typeof b === 'string') return naturalOrder(a, b);
  if (typeof a === 'string') return 1;
  if (typeof b === 'string') return -1;
  return a < b ? -1 : Number(a > b);
}

function describe(
  columns: Splits<LabelColumn>,
  order: readonly LabelValue[],
  labels: Splits<Int32Array>,
): Finding[] {
  const { source, note, samples } = columns.train;
  const findings: Finding[] = [];
  if (note !== undefined) findings.push({ kind: 'recognised', text: note });
  findings.push({ kind: 'mapped', text: describeMap(source, order), count: order.length });
  const warn = (text: string, count: number) => findings.push({ kind: 'warning', text, count });
  for (const split of splitsOf(columns)) {
    const found = new Set(labels[split]);
    const missing = order.filter((_, index) => !found.has(index));
    if (missing.length === 0) continue;
    warn(`${columns[split]!.source} has no samples of ${list(missing)}.`, missing.length);
  }
  const negative = order.filter((value) => typeof value !== 'string' && value < 0);
  if (negative.length > 0) {
    const what = negative.length === 1 ? 'is a class of its own' : 'are classes of their own';
    warn(
      `In ${source} ${list(negative)} ${what}; often such numbers mark samples without a label.`,
      negative.length,
    );
  }
  if (order.length > samples / 2) {
    warn(`${source} has ${order.length} classes for ${samples} training samples.`, order.length);
  }
  return findings;
}

/** The map in words: "The labels 1 to 3 of y_train.npy are the classes 0 to 2." */
function describeMap(source: string, order: readonly LabelValue[]): string {
  const last = order.length - 1;
  const [lowest, highest] = [order[0]!, order[last]!];
  const isRun =
    typeof lowest !== 'string' &&
    typeof highest !== 'string' &&
    BigInt(highest) - BigInt(lowest) === BigInt(last);
  const labels = isRun ? `${lowest} to ${highest}` : list(order);
  return `The labels ${labels} of ${source} are the classes 0 to ${last}.`;
}

function list(values: readonly LabelValue[]): string {
  return enumerate(values, spell);
}

/** Texts in quotation marks, so that `1` and 1 can be told apart. */
function spell(value: LabelValue): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
