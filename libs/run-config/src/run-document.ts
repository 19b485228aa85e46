/**
 * A run's configuration: one document in sections. Everything else about a setting comes from here: the
 * checks of files, flags and messages, the command line's help, configs/schema.json, the table in docs/configuration.md.
 */
import { BACKEND_NAMES } from '@chorus/backend-names';
import { z } from 'zod';
import { augmentationSection, predictionSection } from './augmentation-sections.ts';
import { combiningSection } from './combining-section.ts';
import { datasetSection, preparationSection } from './data-sections.ts';
import { MOST_FOLDS } from './folds.ts';
import { dataShareSchema, memberGroupSchema, MOST_MEMBERS } from './member-groups.ts';
import { networkSection } from './network-section.ts';
import { searchSchema } from './search-section.ts';
import { trainingSection } from './training-section.ts';
import { LARGEST_UINT32, settingNotes, wholeNumber } from './setting-notes.ts';

/** The newest version of the document, which this Chorus writes. */
export const DOCUMENT_VERSION = 1;

/** The most groups of members: each may have a network of its own, all of which travel in one message. */
const MOST_GROUPS = 1000;

/** The sections of the document, in the order of the work: from the data to who computes. */
export const SECTIONS = {
  dataset: datasetSection,
  preparation: preparationSection,
  augmentation: augmentationSection,
  network: networkSection,
  training: trainingSection,
  prediction: predictionSection,
  members: z.strictObject({
    count: wholeNumber(1, MOST_MEMBERS).default(4).register(settingNotes, {
      name: 'members',
      help: 'models in the ensemble',
      defaultWords: '4, or those of the groups or of the search',
      shapesResult: true,
    }),
    seed: wholeNumber(0, LARGEST_UINT32).default(1).register(settingNotes, {
      help: "the members' seeds are derived from it: same seed, same bits",
      shapesResult: true,
    }),
    snapshots: z.boolean().default(false).register(settingNotes, {
      help: 'each member goes on for its epochs where the one before ended (snapshot ensemble), its schedule from the start',
      shapesResult: true,
    }),
    dataShare: dataShareSchema.optional().register(settingNotes, {
      placeholder: 'share',
      help: 'train each member on this share of the training samples, of each class alike, drawn by its seed',
      defaultWords: '1',
      shapesResult: true,
    }),
    bagging: z.boolean().optional().register(settingNotes, {
      help: 'train each member on as many training samples, drawn with replacement by its seed (a bootstrap sample)',
      defaultWords: 'false',
      shapesResult: true,
    }),
    folds: wholeNumber(2, MOST_FOLDS).optional().register(settingNotes, {
      help: 'divide the training samples into so many folds: each member leaves one out and is validated on it',
      defaultWords: 'none',
      shapesResult: true,
    }),
    search: searchSchema.optional().register(settingNotes, {
      placeholder: '{trials,keep,ranges}',
      help: 'draw settings of members at random from ranges: of so many trials the best on held-out samples make the ensemble',
      defaultWords: 'nothing is searched',
      allowed:
        'a map such as {trials: 20, keep: 4, ranges: {training.learningRate: {log: [0.0001, 0.01]}, network.dropout: {uniform: [0, 0.5]}, training.batchSize: {choice: [32, 64]}}}',
      shapesResult: true,
    }),
    groups: z.array(memberGroupSchema).min(1).max(MOST_GROUPS).optional().register(settingNotes, {
      placeholder: '[group,…]',
      help: 'members that differ: each group a count and what is its own (seed, dataShare, network, training, augmentation), or from: a model trained elsewhere, or its predictions',
      defaultWords: 'all members are alike',
      allowed:
        'a list of groups, such as [{name: wide, count: 2, network: {filters: [32, 64]}}, {name: deep, …}]',
      shapesResult: true,
    }),
  }),
  combining: combiningSection,
  faults: z.strictObject({
    minMembers: wholeNumber(1, MOST_MEMBERS).optional().register(settingNotes, {
      help: 'the run succeeds with so many members or more',
      defaultWords: 'all; of a search as many as leave so many trials whole as are kept',
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
    precision: z.enum(['float32', 'bfloat16']).default('float32').register(settingNotes, {
      help: '`bfloat16`: convolutions and matrix products in half the bits, faster on processors with avx512_bf16 or amx',
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
  augmentation: SECTIONS.augmentation.prefault({}),
  network: SECTIONS.network.prefault({}),
  training: SECTIONS.training.prefault({}),
  prediction: SECTIONS.prediction.prefault({}),
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
