/** The sections about data: where they lie, how they are read, and how they are prepared. */
import { DATASET_SOURCES, DEFAULT_SOURCE, FALLBACK_SOURCE, LAYOUTS, RESIZES } from '@chorus/data';
import { z } from 'zod';
import { LARGEST_UINT32, settingNotes, wholeNumber } from './setting-notes.ts';

const listOfNames = () => z.array(z.string().min(1)).min(1);
const refuseOrLeaveOut = () => z.enum(['refuse', 'leave-out']).default('refuse');
const splitKeys = () => z.strictObject({ features: z.string().min(1), labels: z.string().min(1) });

const DATASET_NAMES = DATASET_SOURCES.map(({ name }) => name);
const DATASET_WORDS = DATASET_SOURCES.map(({ name, note }) =>
  note === undefined ? `\`${name}\`` : `\`${name}\` (${note})`,
);

/** What is trained and tested on. */
export const datasetSection = z.strictObject({
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
});

/** How samples become what the network sees. */
export const preparationSection = z.strictObject({
  size: z.array(wholeNumber(1, 16_384)).length(2).optional().register(settingNotes, {
    name: 'imageSize',
    placeholder: 'height,width',
    help: 'the size that pictures get',
    defaultWords: 'their own; of pictures of several sizes the median, at most 256',
    allowed: 'two whole numbers from 1 to 16384, height and width',
    shapesResult: true,
  }),
  resize: z.enum(RESIZES).optional().register(settingNotes, {
    help: 'how pictures of other proportions get that size: scaled to cover it and cropped, to lie within it and padded with the background, or stretched',
    defaultWords: 'crop',
    shapesResult: true,
  }),
  background: z.array(wholeNumber(0, 255)).length(3).optional().register(settingNotes, {
    placeholder: 'red,green,blue',
    help: 'the colour behind transparent pixels, and around padded pictures',
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
});
