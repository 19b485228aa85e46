import type { ArrayFile } from '../arrays/array-file.ts';
import type { ElementType } from '../arrays/element-type.ts';
import { formatShape } from '../arrays/format-shape.ts';
import { DatasetError } from '../dataset-error.ts';
import { mapSplits, splitsOf, type Splits } from '../splits.ts';
import type { SampleKind, SampleType } from '../sample.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { recogniseLayout, type Layout, type SampleLayout } from './sample-layout.ts';
import { scanValues, type Place, type ValueScan } from './scan-values.ts';

/** What a feature array is and how it becomes samples: plain data, to be printed and kept. */
export interface FeatureForm extends SampleKind {
  /** `image`: a sample is [height, width, channels]. `vector`: [columns]. */
  readonly kind: SampleLayout['kind'];
  /** How the axes of a sample are stored. */
  readonly layout: Layout;
  /** Stored values are divided by it and rounded; 1 leaves them as they are. */
  readonly divisor: 1 | 257;
  /** The lowest and highest value of the training samples, after that. */
  readonly range: { readonly low: number; readonly high: number };
  readonly samples: Splits<number>;
  /** What was recognised, is changed, or may be a fault of the data. */
  readonly findings: readonly Finding[];
}

/** What the user decides, where the data does not. */
export interface RecogniseOptions {
  /** How the axes are to be understood. Default: as their sizes look. */
  readonly layout?: Layout;
  /** The setting's name, for messages. Default: `dataset.layout`. */
  readonly layoutSetting?: string;
}

/** What a 16-bit picture's value is divided by, so that 65,535 becomes 255. */
const BYTES_OF_16_BITS = 257;

/**
 * Looks at all values of all splits, and says what they are. Whether whole numbers fit bytes is looked at in all
 * splits, because it loses nothing; what is learnt for scaling is of training alone.
 *
 * @throws DatasetError `corrupt` when there are no samples, their shapes or types differ between splits, values are
 *   missing or infinite, do not fit, or are texts; with the file and the place
 */
export async function recogniseFeatures(
  arrays: Splits<ArrayFile>,
  { layout, layoutSetting = 'dataset.layout' }: RecogniseOptions = {},
): Promise<FeatureForm> {
  checkSplitsAlike(arrays);
  const { train } = arrays;
  const sample = recogniseLayout(train.source, train.shape, layout, layoutSetting);
  const scans: { -readonly [Split in keyof Splits<ValueScan>]?: ValueScan } = {};
  for (const split of splitsOf(arrays)) {
    scans[split] = await scanValues(arrays[split]!);
    checkFinite(arrays[split]!, scans[split]);
  }
  const found = scans as Splits<ValueScan>;
  const { type, divisor, finding } = chooseType(arrays, found, sample.kind);
  const { low, high } = found.train;
  const recognised = { kind: 'recognised', text: `${train.source} holds ${sample.note}.` } as const;
  return {
    kind: sample.kind,
    shape: sample.shape,
    type,
    layout: sample.layout,
    divisor,
    range: { low: Math.round(low / divisor), high: Math.round(high / divisor) },
    samples: mapSplits(arrays, ({ shape }) => shape[0]!),
    findings: [recognised, finding, ...warningsOf(arrays, found, { ...sample, divisor })],
  };
}

/**
 * Checks what headers tell: that all splits have samples, of one shape and of one kind of numbers.
 *
 * @throws DatasetError `corrupt`, naming both files
 */
export function checkSplitsAlike(arrays: Splits<ArrayFile>): void {
  for (const split of splitsOf(arrays)) checkAgainst(arrays.train, arrays[split]!);
}

type Family = 'truth values' | 'whole numbers' | '16-bit numbers' | 'fractions' | 'texts';

function familyOf(type: ElementType): Family {
  if (type === 'text') return 'texts';
  if (type === 'bool') return 'truth values';
  if (type === 'uint16') return '16-bit numbers';
  return type.startsWith('float') ? 'fractions' : 'whole numbers';
}

function checkAgainst(train: ArrayFile, array: ArrayFile): void {
  const fail = (problem: string) => new DatasetError('corrupt', `${array.source} ${problem}`);
  const samples = array.shape[0]!;
  const [trained, there] = [train, array].map(({ shape }) => formatShape(shape.slice(1)));
  if (samples === 0) throw fail(`has 0 samples: its shape is ${formatShape(array.shape)}`);
  if (familyOf(array.type) === 'texts') throw fail('holds texts; features are numbers');
  if (trained !== there) {
    throw fail(
      `has samples of ${there}, and ${train.source} of ${trained}; both need the same shape`,
    );
  }
  if (familyOf(train.type) !== familyOf(array.type)) {
    throw fail(
      `holds ${array.type}, and ${train.source} ${train.type}; save both as the same type`,
    );
  }
}

function checkFinite({ source, shape }: ArrayFile, scan: ValueScan): void {
  if (scan.notFinite === 0) return;
  const all = shape.reduce((product, axis) => product * axis, 1);
  const places = scan.firstNotFinite.map(spell).join(', ');
  const more = scan.notFinite > scan.firstNotFinite.length ? ', …' : '';
  throw new DatasetError(
    'corrupt',
    `${source}: ${places}${more}; ${scan.notFinite} of ${all} values are not finite numbers; replace them, for instance with np.nan_to_num(x), and save it again`,
  );
}

/** The place as NumPy's user finds it: `NaN at [3, 4, 5, 0]`. */
function spell({ index, value }: Place): string {
  return `${String(value).replace('Infinity', 'infinity')} at [${index.join(', ')}]`;
}

interface ChosenType {
  readonly type: SampleType;
  readonly divisor: 1 | 257;
  readonly finding: Finding;
}

function chooseType(
  arrays: Splits<ArrayFile>,
  scans: Splits<ValueScan>,
  kind: SampleLayout['kind'],
): ChosenType {
  const { source, type: stored } = arrays.train;
  const types = new Set(splitsOf(arrays).map((split) => arrays[split]!.type));
  const holds = `${source} holds ${stored} values${rangeOf(scans.train)}`;
  const recognised = (text: string): Finding => ({ kind: 'recognised', text });
  const changed = (text: string): Finding => ({ kind: 'changed', text });
  const family = familyOf(stored);
  if (family === 'truth values') {
    const finding = recognised(`${source} holds truth values (bool), which are 0 and 1.`);
    return { type: 'uint8', divisor: 1, finding };
  }
  if (family === 'fractions') {
    checkFits(arrays, scans, 'float32');
    const finding = types.has('float64')
      ? changed(`${holds}; they are rounded to float32.`)
      : recognised(`${holds}.`);
    return { type: 'float32', divisor: 1, finding };
  }
  if (family === '16-bit numbers' && kind === 'image') {
    const finding = changed(`${holds}; they are divided by 257 and rounded to 0 to 255.`);
    return { type: 'uint8', divisor: BYTES_OF_16_BITS, finding };
  }
  const isBytes = types.size === 1 && stored === 'uint8';
  if (isBytes) return { type: 'uint8', divisor: 1, finding: recognised(`${holds}.`) };
  const fitBytes = splitsOf(scans).every(
    (split) => scans[split]!.low >= 0 && scans[split]!.high <= 255,
  );
  if (fitBytes && kind === 'image') {
    return { type: 'uint8', divisor: 1, finding: recognised(`${holds}, kept as uint8.`) };
  }
  checkFits(arrays, scans, 'int32');
  return { type: 'int32', divisor: 1, finding: recognised(`${holds}, kept as int32.`) };
}

function checkFits(
  arrays: Splits<ArrayFile>,
  scans: Splits<ValueScan>,
  type: 'int32' | 'float32',
): void {
  for (const split of splitsOf(arrays)) {
    const { tooLarge } = scans[split]!;
    if (tooLarge === undefined) continue;
    throw new DatasetError(
      'corrupt',
      `${arrays[split]!.source}: ${spell(tooLarge)} does not fit ${type}; scale the values and save it again as float32`,
    );
  }
}

function rangeOf({ low, high }: ValueScan): string {
  return ` from ${low} to ${high}`;
}

function warningsOf(
  arrays: Splits<ArrayFile>,
  scans: Splits<ValueScan>,
  form: Pick<FeatureForm, 'kind' | 'divisor'>,
): Finding[] {
  return [...warningTexts(arrays, scans, form)].map((text) => ({ kind: 'warning', text }));
}

function* warningTexts(
  arrays: Splits<ArrayFile>,
  scans: Splits<ValueScan>,
  { kind, divisor }: Pick<FeatureForm, 'kind' | 'divisor'>,
): Generator<string> {
  const { train } = scans;
  const { source } = arrays.train;
  if (train.low === train.high) {
    yield `Every value of ${source} is ${train.low}: nothing can be learnt from it.`;
  }
  if (divisor > 1 && train.high < 2 ** 15) {
    yield `The highest of the 16-bit values of ${source} is ${train.high}, so that pictures use only 0 to ${Math.round(train.high / divisor)} of 255; scale them to 65535 and save them again.`;
  }
  if (kind === 'image' && familyOf(arrays.train.type) === 'fractions' && !isUnit(train)) {
    yield `The pictures of ${source} have fractions${rangeOf(train)}, which are not divided; set preparation.divisor, such as to 255, if they are to lie between 0 and 1.`;
  }
  for (const split of splitsOf(scans)) {
    if (isUnit(scans[split]!) === isUnit(train) || familyOf(arrays.train.type) !== 'fractions') {
      continue;
    }
    const other = arrays[split]!.source;
    yield `${source} has values${rangeOf(train)}, and ${other}${rangeOf(scans[split]!)}: both need the same scale.`;
  }
}

/** True when values lie where pictures that were divided by 255 do; a little beyond it is the same scale. */
function isUnit({ low, high }: ValueScan): boolean {
  return low >= -2 && high <= 2;
}
