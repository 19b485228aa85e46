/**
 * A run's configuration: one document in sections. Everything else about a setting comes from here: the
 * checks of files, flags and messages, the command line's help, configs/schema.json, the table in docs/configuration.md.
 */
import { DATASET_SOURCES, DEFAULT_SOURCE, FALLBACK_SOURCE, LAYOUTS } from '@chorus/data';
import { BACKEND_NAMES } from '@chorus/backend-names';
import { z } from 'zod';

/** The newest version of the document, which this Chorus writes. */
export const DOCUMENT_VERSION = 1;

/** What a setting says of itself beside its schema. */
export interface SettingNotes {
  /** The setting's name on the command line and in flat files, where its last key is another one. */
  readonly name?: string;
  /** The short name of before, which is still understood. */
  readonly formerName?: string;
  /** What the flag's value is called in the help. */
  readonly placeholder?: string;
  readonly help: string;
  /** The default in words, where it depends on the machine or the data. */
  readonly defaultWords?: string;
  /** What is allowed, in words, where the schema cannot tell. */
  readonly allowed?: string;
  /** Whether the setting is part of "same configuration, same bits". */
  readonly shapesResult: boolean;
}

/** The notes of each setting, by its schema. */
export const settingNotes = z.registry<SettingNotes>();

const LARGEST_UINT32 = 2 ** 32 - 1;
const MOST_MEMBERS = 10_000;

const wholeNumber = (least: number, most: number) => z.int().min(least).max(most);
const listOfNames = () => z.array(z.string().min(1)).min(1);
const refuseOrLeaveOut = () => z.enum(['refuse', 'leave-out']).default('refuse');
const splitKeys = () => z.strictObject({ features: z.string().min(1), labels: z.string().min(1) });
const listOfCounts = (most: number) => z.array(wholeNumber(1, most)).min(1);

const DATASET_NAMES = DATASET_SOURCES.map(({ name }) => name);
const DATASET_WORDS = DATASET_SOURCES.map(({ name, note }) =>
  note === undefined ? `\`${name}\`` : `\`${name}\` (${note})`,
);

/** The experiment's samples per training step. */
export const DEFAULT_BATCH_SIZE = 100;

/** The experiment's convolution blocks. */
export const DEFAULT_FILTERS = [15, 30, 30, 30];

/** The sections of the document, in the order of the work: from the data to who computes. */
export const SECTIONS = {
  dataset: z.strictObject({
    name: z
      .enum(DATASET_NAMES)
      .optional()
      .register(settingNotes, {
        name: 'dataset',
        help: new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(DATASET_WORDS),
        defaultWords: `what the path holds; without one ${DEFAULT_SOURCE.name} if it can be had, else ${FALLBACK_SOURCE.name}`,
        shapesResult: true,
      }),
    path: z.string().min(1).optional().register(settingNotes, {
      name: 'data',
      formerName: 'dataDir',
      placeholder: 'path',
      help: 'the file or folder with the data; docs/data.md has the forms',
      defaultWords: 'CHORUS_DATA_DIR, else CIFAR-10 is downloaded',
      allowed: 'the name of a folder or a file',
      shapesResult: false,
    }),
    target: z.string().min(1).optional().register(settingNotes, {
      name: 'targetColumn', // Nx takes --target-column for itself.
      placeholder: 'name',
      help: "a table's column that holds the class",
      defaultWords: 'label',
      shapesResult: true,
    }),
    header: z.boolean().default(true).register(settingNotes, {
      help: 'the first line of a CSV file names its columns',
      shapesResult: true,
    }),
    categories: listOfNames().optional().register(settingNotes, {
      help: "a table's columns whose numbers are categories, as postal codes are",
      defaultWords: 'none but those with texts',
      shapesResult: true,
    }),
    leaveOut: listOfNames().optional().register(settingNotes, {
      help: "a table's columns that are not used, such as a row's number",
      defaultWords: 'none',
      shapesResult: true,
    }),
    missingLabels: refuseOrLeaveOut().register(settingNotes, {
      help: "what happens to a table's rows without a label",
      shapesResult: true,
    }),
    unreadable: refuseOrLeaveOut().register(settingNotes, {
      help: 'what happens to pictures that cannot be read',
      shapesResult: true,
    }),
    emptyClasses: refuseOrLeaveOut().register(settingNotes, {
      help: 'what happens to folders of classes without a training picture',
      shapesResult: true,
    }),
    layout: z.enum(LAYOUTS).optional().register(settingNotes, {
      help: "how an array's axes are to be understood: channels-last, channels-first, gray, vector or tensor",
      defaultWords: 'as their sizes look',
      shapesResult: true,
    }),
    keys: z
      .strictObject({
        train: splitKeys(),
        validation: splitKeys().optional(),
        test: splitKeys().optional(),
      })
      .optional()
      .register(settingNotes, {
        placeholder: 'split.part=name,…',
        help: 'which arrays of an NPZ file or a folder are what, such as train.features=a,train.labels=b',
        defaultWords: 'by names that are known, such as x_train',
        allowed: "the names of each split's arrays, such as train.features=a,train.labels=b",
        shapesResult: true,
      }),
    cifar100Labels: z.enum(['fine', 'coarse']).default('fine').register(settingNotes, {
      help: "which of CIFAR-100's labels are learnt: 100 classes, or 20",
      shapesResult: true,
    }),
    testSplit: z.number().min(0).max(0.5).optional().register(settingNotes, {
      placeholder: 'share',
      help: 'draw this share of data that has no test split as one, of each class alike',
      defaultWords: '0.2 where there is no test split',
      shapesResult: true,
    }),
    validationSplit: z.number().min(0).max(0.5).default(0).register(settingNotes, {
      placeholder: 'share',
      help: 'hold out this share of the training samples, of each class alike, for validation',
      shapesResult: true,
    }),
    validationFrom: z.enum(['drawn', 'end']).optional().register(settingNotes, {
      help: 'whether the samples held out are drawn, or the last ones, as before version 0.2',
      defaultWords: 'drawn',
      shapesResult: true,
    }),
    splitSeed: wholeNumber(0, LARGEST_UINT32).default(1).register(settingNotes, {
      help: 'what is drawn for testing and for validation depends on it',
      shapesResult: true,
    }),
    trainLimit: wholeNumber(1, LARGEST_UINT32).optional().register(settingNotes, {
      help: 'use the first n training samples',
      defaultWords: 'all',
      shapesResult: true,
    }),
    testLimit: wholeNumber(1, LARGEST_UINT32).optional().register(settingNotes, {
      help: 'use the first n test samples',
      defaultWords: 'all',
      shapesResult: true,
    }),
  }),
  preparation: z.strictObject({
    size: z.array(wholeNumber(1, 16_384)).length(2).optional().register(settingNotes, {
      name: 'imageSize',
      placeholder: 'height,width',
      help: 'the size that pictures get',
      defaultWords: 'their own; of pictures of several sizes the median, at most 256',
      allowed: 'two whole numbers from 1 to 16384, height and width',
      shapesResult: true,
    }),
    background: z.array(wholeNumber(0, 255)).length(3).optional().register(settingNotes, {
      placeholder: 'red,green,blue',
      help: 'the colour behind transparent pixels',
      defaultWords: '255, 255, 255',
      allowed: 'three whole numbers from 0 to 255: red, green, blue',
      shapesResult: true,
    }),
    pixelLimit: wholeNumber(1, 2 ** 31)
      .optional()
      .register(settingNotes, {
        help: 'pictures with more pixels are refused',
        defaultWords: '100,000,000',
        shapesResult: false,
      }),
    scaling: z.enum(['divide', 'standardise']).optional().register(settingNotes, {
      help: "values are divided by the divisor, or have the training samples' mean taken off and are divided by their standard deviation, each channel or column by its own",
      defaultWords: 'divide for pictures and what lies in 0 to 1, standardise for others',
      shapesResult: true,
    }),
    divisor: z.number().positive().optional().register(settingNotes, {
      help: 'values are divided by it, so that they lie in 0 to 1',
      defaultWords: '255 for bytes, 1 for what lies in 0 to 1',
      shapesResult: true,
    }),
  }),
  network: z.strictObject({
    filters: z
      .array(wholeNumber(1, 1024))
      .optional()
      .register(settingNotes, {
        help: 'filters of each convolution block; every block halves the image',
        defaultWords: `${DEFAULT_FILTERS.join(', ')}, as many as fit; none for what is no picture`,
        shapesResult: true,
      }),
    kernelSize: wholeNumber(1, 32).default(4).register(settingNotes, {
      help: 'height and width of the convolutions, in pixels',
      shapesResult: true,
    }),
    denseUnits: listOfCounts(16_384).default([200, 200, 100, 100]).register(settingNotes, {
      help: 'units of each hidden dense layer',
      shapesResult: true,
    }),
    dropout: z.number().min(0).lt(1).default(0.5).register(settingNotes, {
      help: "share of a dense layer's outputs dropped in training",
      shapesResult: true,
    }),
  }),
  training: z.strictObject({
    epochs: wholeNumber(1, 100_000).default(15).register(settingNotes, {
      help: 'times that each member sees the training set',
      shapesResult: true,
    }),
    batchSize: wholeNumber(1, 1_000_000)
      .optional()
      .register(settingNotes, {
        help: 'samples per training step',
        defaultWords: `${DEFAULT_BATCH_SIZE}, or all where there are fewer`,
        shapesResult: true,
      }),
    learningRate: z.number().positive().default(0.001).register(settingNotes, {
      help: "Adam's learning rate",
      shapesResult: true,
    }),
  }),
  members: z.strictObject({
    count: wholeNumber(1, MOST_MEMBERS).default(4).register(settingNotes, {
      name: 'members',
      help: 'models in the ensemble',
      shapesResult: true,
    }),
    seed: wholeNumber(0, LARGEST_UINT32).default(1).register(settingNotes, {
      help: "the members' seeds are derived from it: same seed, same bits",
      shapesResult: true,
    }),
    snapshots: z.boolean().default(false).register(settingNotes, {
      help: 'each member goes on for its epochs where the one before ended (snapshot ensemble)',
      shapesResult: true,
    }),
  }),
  combining: z.strictObject({
    stopWhenGainBelow: z.number().positive().lt(1).optional().register(settingNotes, {
      help: 'end when the next member is expected to add less validation accuracy (0.001: a tenth of a point)',
      defaultWords: 'never',
      shapesResult: true,
    }),
  }),
  faults: z.strictObject({
    minMembers: wholeNumber(1, MOST_MEMBERS).optional().register(settingNotes, {
      help: 'the run succeeds with so many members or more',
      defaultWords: 'all',
      shapesResult: true,
    }),
    maxFailures: wholeNumber(1, 1000).default(3).register(settingNotes, {
      help: 'a member whose trainer has failed so often is given up',
      shapesResult: false,
    }),
    checkpointEvery: wholeNumber(0, 100_000).default(1).register(settingNotes, {
      help: 'epochs from one checkpoint to the next; 0: none, members begin at the start again',
      shapesResult: false,
    }),
    keepCheckpoints: z.boolean().default(false).register(settingNotes, {
      help: 'leave every checkpoint in the folder of the run',
      shapesResult: false,
    }),
    backups: z.boolean().default(false).register(settingNotes, {
      help: 'add a member for one that lags while slots are idle; the first to finish count',
      shapesResult: true,
    }),
    stallTimeout: wholeNumber(1, 86_400).default(120).register(settingNotes, {
      placeholder: 'seconds',
      help: 'a trainer that finishes no batch for so long is killed and its member tried again',
      shapesResult: false,
    }),
  }),
  execution: z.strictObject({
    threads: wholeNumber(1, 1024).optional().register(settingNotes, {
      help: 'CPU threads per member',
      defaultWords: 'cores ÷ local workers; 1 when submitted',
      shapesResult: true,
    }),
    compile: z.boolean().default(true).register(settingNotes, {
      help: 'train as one TensorFlow graph',
      shapesResult: true,
    }),
    backend: z.enum(BACKEND_NAMES).optional().register(settingNotes, {
      help: '`tensorflow`, or `wasm`, which is much slower',
      defaultWords: 'what a worker finds',
      shapesResult: true,
    }),
    workers: wholeNumber(1, 1024).optional().register(settingNotes, {
      help: 'members trained at once by local workers, when no coordinator is given',
      defaultWords: 'one per GPU, else per core',
      shapesResult: false,
    }),
  }),
} as const;

export type SectionName = keyof typeof SECTIONS;

/** The document: what is left out has its default, or is decided by the machine and the data. */
export const runDocumentSchema = z.strictObject({
  version: z.literal(DOCUMENT_VERSION).default(DOCUMENT_VERSION),
  dataset: SECTIONS.dataset.prefault({}),
  preparation: SECTIONS.preparation.prefault({}),
  network: SECTIONS.network.prefault({}),
  training: SECTIONS.training.prefault({}),
  members: SECTIONS.members.prefault({}),
  combining: SECTIONS.combining.prefault({}),
  faults: SECTIONS.faults.prefault({}),
  execution: SECTIONS.execution.prefault({}),
});

/** A run's configuration with its defaults filled in. */
export type RunDocument = z.output<typeof runDocumentSchema>;

/** What one source (file, flags, environment) says. */
export type PartialDocument = { version?: RunDocument['version'] } & {
  [Section in SectionName]?: Partial<RunDocument[Section]>;
};
