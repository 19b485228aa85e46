import { SAMPLE_TYPES } from '@chorus/data';
import { z } from 'zod';
import { DOCUMENT_VERSION, SECTIONS } from './run-document.ts';

const positive = z.int().min(1);

/** Predicted classes are counted in uint16 (`requireClasses` of libs/ensemble). */
const MOST_CLASSES = 65_536;

/** What is known of a dataset when a run is submitted: it follows from the dataset and its limits. */
const datasetFacts = {
  /** The fingerprint, in hexadecimal: whoever has a dataset with it has this one. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
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
  /** Samples of `trainLimit` that are held out for validation: the last ones. */
  validationSamples: z.int().min(0),
};

const { name, trainLimit, testLimit } = SECTIONS.dataset.shape;
const { dataset, preparation, network, training, members, combining, faults, execution } = SECTIONS;

/**
 * The document as a run is submitted with it: nothing is left to defaults, to the machine or to the data,
 * and nothing is said that only the submitting machine needs. What is still optional means: not wished.
 */
export const runConfigSchema = z.strictObject({
  version: z.literal(DOCUMENT_VERSION),
  dataset: settled(dataset.omit({ path: true })).extend({
    name: name.unwrap(),
    trainLimit: trainLimit.unwrap(),
    testLimit: testLimit.unwrap(),
    ...datasetFacts,
  }),
  preparation: settled(preparation),
  network: settled(network),
  training: settled(training),
  members: settled(members),
  combining: settled(combining),
  faults: settled(faults),
  execution: settled(execution.omit({ workers: true })).extend({
    threads: execution.shape.threads.unwrap(),
  }),
});

/** What a run trains, the same for every member and every attempt. */
export type RunConfig = z.output<typeof runConfigSchema>;

/** The dataset that a run trains on, by content, and how much of it. */
export type TrainedDataset = RunConfig['dataset'];

type Settled<Shape extends z.core.$ZodShape> = {
  [Key in keyof Shape]: Shape[Key] extends z.ZodDefault<infer Inner extends z.core.$ZodType>
    ? Inner
    : Shape[Key];
};

/** The section without its defaults: what is left out is missing. */
function settled<Shape extends z.core.$ZodShape>(
  section: z.ZodObject<Shape, z.core.$strict>,
): z.ZodObject<Settled<Shape>, z.core.$strict> {
  const entries = Object.entries(section.shape).map(([key, schema]) => [
    key,
    schema instanceof z.ZodDefault ? schema.unwrap() : schema,
  ]);
  return z.strictObject(Object.fromEntries(entries)) as unknown as z.ZodObject<
    Settled<Shape>,
    z.core.$strict
  >;
}
