/**
 * What a run configuration consists of: one table, from which come the schema of the YAML file, the
 * command line's flags, their help and the printed configuration.
 */
import { toKebabCase } from '@chorus/command-line';
import { DATASET_NAMES, type DatasetName } from '@chorus/data';
import { BACKEND_NAMES } from '@chorus/model/backend-names';
import { z } from 'zod';
import { shorten } from './shorten.ts';

/** How a flag's text becomes a value. */
export type FieldKind = 'number' | 'list' | 'text' | 'switch';

/** One thing that a user can set, in a file and by a flag. */
export interface Field<Value = unknown> {
  readonly kind: FieldKind;
  /** What the flag's value is called in the help. */
  readonly placeholder: string;
  readonly help: string;
  /** The value of a user who says nothing; undefined when it depends on the machine or the data. */
  readonly default?: Value;
  readonly schema: z.ZodType<Value>;
}

const LARGEST_UINT32 = 2 ** 32 - 1;

/** The keys of the file's top level. */
export const RUN_FIELDS = {
  dataset: field({
    kind: 'text',
    placeholder: 'name',
    help: 'cifar10 or shapes (default: cifar10 if it can be had, else shapes)',
    schema: oneOf<DatasetName>(DATASET_NAMES),
  }),
  dataDir: field({
    kind: 'text',
    placeholder: 'folder',
    help: 'where CIFAR-10 lies (default: CHORUS_DATA_DIR, else it is downloaded)',
    schema: text('the name of a folder or an archive'),
  }),
  members: field({
    kind: 'number',
    placeholder: 'n',
    help: 'models in the ensemble',
    default: 4,
    schema: wholeNumber(1, 10_000),
  }),
  epochs: field({
    kind: 'number',
    placeholder: 'n',
    help: 'times that each member sees the training set',
    default: 15,
    schema: wholeNumber(1, 100_000),
  }),
  snapshots: field({
    kind: 'switch',
    placeholder: 'true|false',
    help: 'each member goes on for its epochs where the one before ended (snapshot ensemble)',
    default: false,
    schema: trueOrFalse(),
  }),
  batchSize: field({
    kind: 'number',
    placeholder: 'n',
    help: 'images per training step',
    default: 100,
    schema: wholeNumber(1, 1_000_000),
  }),
  learningRate: field({
    kind: 'number',
    placeholder: 'x',
    help: "Adam's learning rate",
    default: 0.001,
    schema: positiveNumber(),
  }),
  dropout: field({
    kind: 'number',
    placeholder: 'x',
    help: "share of a dense layer's outputs dropped in training",
    default: 0.5,
    schema: number('a number from 0 to below 1', (value) => value >= 0 && value < 1),
  }),
  divisor: field({
    kind: 'number',
    placeholder: 'x',
    help: 'pixels, 0 to 255, are divided by it',
    default: 255,
    schema: positiveNumber(),
  }),
  seed: field({
    kind: 'number',
    placeholder: 'n',
    help: "the members' seeds are derived from it",
    default: 1,
    schema: wholeNumber(0, LARGEST_UINT32),
  }),
  trainLimit: field({
    kind: 'number',
    placeholder: 'n',
    help: 'use the first n training images (default: all)',
    schema: wholeNumber(1, LARGEST_UINT32),
  }),
  testLimit: field({
    kind: 'number',
    placeholder: 'n',
    help: 'use the first n test images (default: all)',
    schema: wholeNumber(1, LARGEST_UINT32),
  }),
  validationSplit: field({
    kind: 'number',
    placeholder: 'share',
    help: 'hold out this share of the training images, the last ones, for validation',
    default: 0,
    schema: number('a number from 0 to 0.5', (value) => value >= 0 && value <= 0.5),
  }),
  stopWhenGainBelow: field({
    kind: 'number',
    placeholder: 'x',
    help: 'end when the next member is expected to add less validation accuracy (0.001: a tenth of a point)',
    schema: number('a number above 0, below 1', (value) => value > 0 && value < 1),
  }),
  threads: field({
    kind: 'number',
    placeholder: 'n',
    help: 'CPU threads per member; part of the result (default: see below)',
    schema: wholeNumber(1, 1024),
  }),
  compile: field({
    kind: 'switch',
    placeholder: 'true|false',
    help: 'train as one TensorFlow graph; part of the result',
    default: true,
    schema: trueOrFalse(),
  }),
  workers: field({
    kind: 'number',
    placeholder: 'n',
    help: 'members trained at once by local workers (default: one per GPU, else per core)',
    schema: wholeNumber(1, 1024),
  }),
  backend: field({
    kind: 'text',
    placeholder: 'name',
    help: 'tensorflow or wasm (default: what a worker finds)',
    schema: oneOf(BACKEND_NAMES),
  }),
  minMembers: field({
    kind: 'number',
    placeholder: 'n',
    help: 'the run succeeds with so many members or more (default: all)',
    schema: wholeNumber(1, 10_000),
  }),
  maxFailures: field({
    kind: 'number',
    placeholder: 'n',
    help: 'a member whose trainer has failed so often is given up',
    default: 3,
    schema: wholeNumber(1, 1000),
  }),
  checkpointEvery: field({
    kind: 'number',
    placeholder: 'n',
    help: 'epochs from one checkpoint to the next; 0: none',
    default: 1,
    schema: wholeNumber(0, 100_000),
  }),
  keepCheckpoints: field({
    kind: 'switch',
    placeholder: 'true|false',
    help: 'leave every checkpoint in the folder of the run',
    default: false,
    schema: trueOrFalse(),
  }),
  backups: field({
    kind: 'switch',
    placeholder: 'true|false',
    help: 'add a member for one that lags while slots are idle; the first to finish count',
    default: false,
    schema: trueOrFalse(),
  }),
  stallTimeout: field({
    kind: 'number',
    placeholder: 'seconds',
    help: 'a trainer that finishes no batch for so long is killed and its member tried again',
    default: 120,
    schema: wholeNumber(1, 86_400),
  }),
} as const;

/** The keys of the file's part `model`. */
export const MODEL_FIELDS = {
  filters: field({
    kind: 'list',
    placeholder: 'n,n,…',
    help: 'filters of each convolution block; every block halves the image',
    default: [15, 30, 30, 30],
    schema: counts(1024),
  }),
  kernelSize: field({
    kind: 'number',
    placeholder: 'n',
    help: 'height and width of the convolutions, in pixels',
    default: 4,
    schema: wholeNumber(1, 32),
  }),
  denseUnits: field({
    kind: 'list',
    placeholder: 'n,n,…',
    help: 'units of each hidden dense layer',
    default: [200, 200, 100, 100],
    schema: counts(16_384),
  }),
} as const;

/** Every field under its own name: no name occurs twice. */
export const FIELDS = { ...RUN_FIELDS, ...MODEL_FIELDS };

export type FieldName = keyof typeof FIELDS;

export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

/** Values by field: what one source (file, flags, environment) says, or all of them together. */
export type Settings = { [Name in FieldName]?: z.infer<(typeof FIELDS)[Name]['schema']> };

/** `batchSize` as a flag: `--batch-size`. */
export function flagOf(name: string): string {
  return toKebabCase(`--${name}`);
}

/** Its type says whether the field has a default. */
function field<Value>(
  definition: Field<Value> & { readonly default: Value },
): Field<Value> & { readonly default: Value };
function field<Value>(definition: Field<Value>): Field<Value>;
function field<Value>(definition: Field<Value>): Field<Value> {
  return definition;
}

/** A value that passes `test`; else the message says what is allowed and what was found. */
function leaf<Value>(allowed: string, test: (value: unknown) => boolean): z.ZodType<Value> {
  return z.custom<Value>(test, { error: ({ input }) => `must be ${allowed}, not ${show(input)}` });
}

function trueOrFalse(): z.ZodType<boolean> {
  return leaf<boolean>('true or false', (value) => typeof value === 'boolean');
}

function number(allowed: string, test: (value: number) => boolean): z.ZodType<number> {
  return leaf(allowed, (value) => typeof value === 'number' && test(value));
}

function positiveNumber(): z.ZodType<number> {
  return number('a number above 0', (value) => value > 0 && Number.isFinite(value));
}

function wholeNumber(least: number, most: number): z.ZodType<number> {
  return number(`a whole number from ${least} to ${most}`, (value) => isWhole(value, least, most));
}

function counts(most: number): z.ZodType<number[]> {
  return leaf(
    `a list of whole numbers from 1 to ${most}, at least one`,
    (value) =>
      Array.isArray(value) && value.length > 0 && value.every((item) => isWhole(item, 1, most)),
  );
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function text(allowed: string): z.ZodType<string> {
  return leaf(allowed, (value) => typeof value === 'string' && value !== '');
}

function oneOf<Name extends string>(names: readonly Name[]): z.ZodType<Name> {
  return leaf(names.join(' or '), (value) => names.some((name) => name === value));
}

function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${shorten(value)}'`;
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) && value.length === 0
    ? 'an empty list'
    : shorten(JSON.stringify(value));
}
