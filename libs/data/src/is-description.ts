import type { DatasetDescription } from './dataset-description.ts';
import type { Normalisation } from './dataset.ts';
import { SAMPLE_TYPES, sampleSize, type SampleKind } from './sample.ts';
import type { Finding } from './sources/raw-dataset.ts';

/** Whether a value that came from elsewhere is a whole description of a dataset. */
export function isDescription(value: unknown): value is DatasetDescription {
  if (!isObject<DatasetDescription>(value)) return false;
  const { sample, columns, validationSamples, normalisation, preparation } = value;
  return (
    isText(value.name) &&
    typeof value.synthetic === 'boolean' &&
    Array.isArray(value.classes) &&
    value.classes.every(isText) &&
    isSample(sample) &&
    isCount(value.trainSamples) &&
    isCount(value.testSamples) &&
    (validationSamples === undefined || isCount(validationSamples)) &&
    (columns === undefined || isColumns(columns, sample)) &&
    (normalisation === undefined || isNormalisation(normalisation, sample)) &&
    (preparation === undefined || isObject(preparation))
  );
}

const FINDING_KINDS: readonly unknown[] = [
  'recognised',
  'mapped',
  'left-out',
  'changed',
  'warning',
] satisfies Finding['kind'][];

/** Whether a value that came from elsewhere is a list of findings. */
export function isFindings(value: unknown): value is readonly Finding[] {
  return Array.isArray(value) && value.every(isFinding);
}

/** Whether a value that came from elsewhere is a list of so many names. */
export function areNames(value: unknown, count: number): value is readonly string[] {
  return Array.isArray(value) && value.length === count && value.every(isString);
}

function isFinding(value: unknown): value is Finding {
  if (!isObject<Finding>(value)) return false;
  const { kind, text, count } = value;
  return (
    FINDING_KINDS.includes(kind) &&
    typeof text === 'string' &&
    (count === undefined || typeof count === 'number')
  );
}

function isSample(value: unknown): value is SampleKind {
  if (!isObject<SampleKind>(value)) return false;
  const { shape, type } = value;
  return Array.isArray(shape) && shape.every(isCount) && SAMPLE_TYPES.includes(type!);
}

function isColumns(value: unknown, { shape }: SampleKind): boolean {
  return areNames(value, sampleSize(shape));
}

function isNormalisation(value: unknown, { shape }: SampleKind): boolean {
  if (!isObject<Normalisation>(value)) return false;
  return [value.mean, value.deviation].every(
    (numbers) =>
      Array.isArray(numbers) &&
      numbers.length === (shape.at(-1) ?? 1) &&
      numbers.every(Number.isFinite),
  );
}

function isObject<Value extends object>(value: unknown): value is Partial<Value> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
