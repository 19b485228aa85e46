/** The section about the network: one by name, a list of layers, or a model in a file. */
import { LISTED_NETWORKS, NetworkMistake, readLayers } from '@chorus/network';
import { z } from 'zod';
import { settingNotes, wholeNumber } from './setting-notes.ts';

/** The networks that have a name. */
export const NETWORK_NAMES = ['cnn', 'mlp', 'resnet20', ...LISTED_NETWORKS] as const;

/** The experiment's sizes of the CNN. */
export const DEFAULT_SIZES = {
  filters: [15, 30, 30, 30],
  kernelSize: 4,
  denseUnits: [200, 200, 100, 100],
  dropout: 0.5,
};

/** A list of layers, in which everything is looked at but whether shapes fit. */
const layersSchema = z
  .array(z.unknown())
  .min(1)
  .superRefine((layers, context) => {
    try {
      readLayers(layers, { name: 'network', sampleShape: [1], classes: 2 });
    } catch (error) {
      if (!(error instanceof NetworkMistake)) throw error;
      context.addIssue({ code: 'custom', message: error.message, path: [...error.path] });
    }
  });

/** What is trained. */
export const networkSection = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .optional()
    .register(settingNotes, {
      name: 'network',
      help: '`cnn`, `mlp`, `resnet20` or `quick`; of a network of `layers` or a `model` what it is to be called',
      defaultWords: 'cnn for pictures, else mlp',
      allowed: 'a name of letters, digits, and any of _ . -',
      shapesResult: true,
    }),
  filters: z
    .array(wholeNumber(1, 1024))
    .optional()
    .register(settingNotes, {
      help: 'filters of each convolution block of cnn; every block halves the image',
      defaultWords: `${DEFAULT_SIZES.filters.join(', ')}, as many as fit; none for what is no picture; own data: 16, 32, 64, 64 …`,
      shapesResult: true,
    }),
  kernelSize: wholeNumber(1, 32)
    .optional()
    .register(settingNotes, {
      help: 'height and width of the convolutions of cnn, in pixels',
      defaultWords: `${DEFAULT_SIZES.kernelSize}; own data: 3`,
      shapesResult: true,
    }),
  denseUnits: z
    .array(wholeNumber(1, 16_384))
    .min(1)
    .optional()
    .register(settingNotes, {
      help: 'units of each hidden dense layer of cnn and mlp',
      defaultWords: `${DEFAULT_SIZES.denseUnits.join(', ')}; own data: 64, of mlp 64, 64`,
      shapesResult: true,
    }),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .register(settingNotes, {
      help: "share of a dense layer's outputs dropped in training, of cnn and mlp",
      defaultWords: `${DEFAULT_SIZES.dropout}; own data: 0.25`,
      shapesResult: true,
    }),
  layers: layersSchema.optional().register(settingNotes, {
    placeholder: '[layer,…]',
    help: 'a network as a list of layers of Keras; docs/networks.md has them',
    defaultWords: 'none',
    allowed: 'a list of layers, such as [{conv2d: {filters: 32, kernelSize: 3}}, flatten, …]',
    shapesResult: true,
  }),
  model: z.string().min(1).optional().register(settingNotes, {
    name: 'modelFile',
    placeholder: 'path',
    help: "a network in a file: TensorFlow.js' model.json, or what model.to_json() of Keras gives",
    defaultWords: 'none',
    allowed: 'the name of a file',
    shapesResult: true,
  }),
  head: z.enum(['given', 'softmax', 'fresh']).default('given').register(settingNotes, {
    help: "a model's last layer as it is `given`, with a `softmax` for its activation, or a `fresh` one for the data's classes",
    shapesResult: true,
  }),
  weights: z.enum(['model', 'fresh']).default('model').register(settingNotes, {
    help: 'whether training begins with the weights of a `model`, if its file has some, or with fresh ones',
    shapesResult: true,
  }),
  frozen: z.array(z.string().min(1)).min(1).optional().register(settingNotes, {
    help: "a model's layers that are not trained, by their names, in which * stands for any letters",
    defaultWords: 'those with trainable: false',
    shapesResult: true,
  }),
});
