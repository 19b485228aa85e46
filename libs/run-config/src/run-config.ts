import { SAMPLE_TYPES } from '@chorus/data';
import { z } from 'zod';
import { groupBasics } from './member-groups.ts';
import { topologySchema } from './topology-schema.ts';
import { DOCUMENT_VERSION, SECTIONS, type RunDocument, type SectionName } from './run-document.ts';
import { wholeNumber } from './setting-notes.ts';
import type { Setting } from './settings.ts';
import { MOST_EPOCHS } from './training/training-notes.ts';
import { withoutDefaults } from './without-defaults.ts';

const positive = z.int().min(1);
/** In hexadecimal. */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Predicted classes are counted in uint16 (`requireClasses` of libs/ensemble). */
const MOST_CLASSES = 65_536;

/** What the dataset of a run that only predicts is called. */
export const PREDICTED_INPUT = 'input';

/** What is known of a dataset when a run is submitted: it follows from the dataset and its limits. */
const datasetFacts = {
  /** The fingerprint, in hexadecimal: whoever has a dataset with it has this one. */
  sha256,
  /** Generated, not measured: said wherever a result is shown. */
  synthetic: z.boolean(),
  classes: z.array(z.string().min(1)).min(1).max(MOST_CLASSES),
  /** What each sample is: a tensor of this shape and type. */
  sample: z.strictObject({
    shape: z.array(positive).min(1).readonly(),
    type: z.enum(SAMPLE_TYPES),
  }),
  /** Samples in the dataset. */
  trainSamples: positive,
  testSamples: positive,
  /** Samples that are held out for validation: of `trainLimit`, or of the dataset's own validation split. */
  validationSamples: z.int().min(0),
};

/** The network that is trained, and nothing of how somebody wrote it. */
const settledNetworkSchema = z.strictObject({
  topology: topologySchema,
  /** The values of all its weights, those without a gradient among them: it follows from the topology. */
  parameters: z.int().min(0),
  /** The SHA-256 of the file with the weights that training begins with; left out: they are drawn by each member's seed. */
  weightsSha256: sha256.optional(),
});

/** What only the machine needs that makes the dataset of the user's files: the fingerprint covers it. */
const MAKING = {
  dataset: {
    path: true,
    target: true,
    header: true,
    categories: true,
    leaveOut: true,
    missingLabels: true,
    unreadable: true,
    emptyClasses: true,
    layout: true,
    keys: true,
    cifar100Labels: true,
    testSplit: true,
  },
  preparation: { size: true, resize: true, background: true, pixelLimit: true },
} as const;

/** Whether a setting only says how the dataset is made of the user's files. */
export function makesDataset({ section, key }: Pick<Setting, 'section' | 'key'>): boolean {
  return Object.hasOwn((MAKING as Partial<Record<SectionName, object>>)[section] ?? {}, key);
}

const { name, trainLimit, testLimit, validationFrom } = SECTIONS.dataset.shape;
const { scaling, divisor } = SECTIONS.preparation.shape;
const { batchSize } = SECTIONS.training.shape;
const { dataset, preparation, augmentation, training, prediction } = SECTIONS;
const { members, combining, faults, execution } = SECTIONS;

const settledTraining = withoutDefaults(training).extend({ batchSize: batchSize.unwrap() });
/** The training of some members: none where they were trained elsewhere. */
export const memberTraining = settledTraining.extend({ epochs: wholeNumber(0, MOST_EPOCHS) });
const settledAugmentation = withoutDefaults(augmentation);

/** A group of members that differ, with each section whole in which they differ from what the run says. */
const settledGroupSchema = z.strictObject({
  ...groupBasics,
  /** What was drawn for it in a search, by the places of the settings. */
  values: z.record(z.string(), z.unknown()).optional(),
  /** Where a member that was trained elsewhere came from, for people: it has its network's weights, or predictions, and no epochs. */
  from: z.string().min(1).optional(),
  /** The SHA-256 of the file with its predictions, where it has no model: the network is then none of its. */
  predictionsSha256: sha256.optional(),
  network: settledNetworkSchema.optional(),
  training: memberTraining.optional(),
  augmentation: settledAugmentation.optional(),
});

/**
 * The document as a run is submitted with it: nothing is left to defaults, to the machine or to the data,
 * and nothing is said that only the submitting machine needs. What is still optional means: not wished.
 */
export const runConfigSchema = z.strictObject({
  version: z.literal(DOCUMENT_VERSION),
  dataset: withoutDefaults(dataset.omit(MAKING.dataset)).extend({
    name: z.enum([...name.unwrap().options, PREDICTED_INPUT]),
    validationFrom: validationFrom.unwrap(),
    trainLimit: trainLimit.unwrap(),
    testLimit: testLimit.unwrap(),
    ...datasetFacts,
  }),
  preparation: withoutDefaults(preparation.omit(MAKING.preparation)).extend({
    scaling: scaling.unwrap(),
    divisor: divisor.unwrap(),
  }),
  augmentation: settledAugmentation,
  network: settledNetworkSchema,
  training: settledTraining,
  prediction: withoutDefaults(prediction),
  members: withoutDefaults(members).extend({
    groups: z.array(settledGroupSchema).min(1).optional(),
    /** The run that has ended and goes on as this one, which has taken its members in: groups with `from`. */
    extends: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .optional(),
  }),
  combining: withoutDefaults(combining),
  faults: withoutDefaults(faults),
  execution: withoutDefaults(execution.omit({ workers: true })).extend({
    threads: execution.shape.threads.unwrap(),
  }),
  /**
   * Of a run that only predicts: its members were trained in another one, each is a group of its own, and the members of
   * a group share out the test samples, whose classes nobody knows. Nothing is measured, and there is no report.
   */
  predicts: z
    .strictObject({
      /** The id of the run whose ensemble it is. */
      run: z.string().min(1),
    })
    .optional(),
});

/** What is settled apart: a group says only what differs, and as a user says it. */
const SETTLED_APART = new Set(['groups']);

/**
 * The document's sections without what only the submitting machine needs, and without groups of members.
 *
 * @returns values that are still to be settled where they were left out
 */
export function settledSections(document: RunDocument): SettledSections {
  const entries = Object.entries(document).map(([section, values]) => [
    section,
    typeof values === 'object'
      ? pick(values, runConfigSchema.shape[section as SectionName])
      : values,
  ]);
  return Object.fromEntries(entries) as SettledSections;
}

/** A group of members as a run is submitted with it. */
export type SettledGroup = z.output<typeof settledGroupSchema>;

/** A {@link RunConfig} in which what depends on the dataset and the machine may be missing. */
export type SettledSections = {
  readonly [Section in keyof RunConfig]: Section extends SectionName
    ? Pick<
        RunDocument[Section],
        Exclude<keyof RunConfig[Section] & keyof RunDocument[Section], 'groups'>
      >
    : RunConfig[Section];
};

function pick(values: object, { shape }: { readonly shape: object }): object {
  const isKept = (key: string) => Object.hasOwn(shape, key) && !SETTLED_APART.has(key);
  return Object.fromEntries(Object.entries(values).filter(([key]) => isKept(key)));
}

/** What a run trains, the same for every member and every attempt. */
export type RunConfig = z.output<typeof runConfigSchema>;

/** The dataset that a run trains on, by content, and how much of it. */
export type TrainedDataset = RunConfig['dataset'];
