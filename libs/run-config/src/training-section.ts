/** The section about training: how often, by which optimizer, at which learning rates, and which weights count. */
import { WEIGHT_KINDS } from '@chorus/network';
import { z } from 'zod';
import { settingNotes, wholeNumber, type SettingNotes } from './setting-notes.ts';

/** The experiment's samples per training step. */
export const DEFAULT_BATCH_SIZE = 100;

const OPTIMIZERS = ['adam', 'adamw', 'sgd', 'rmsprop', 'lamb', 'nadam', 'adagrad'] as const;
const SCHEDULES = ['constant', 'step', 'cosine', 'one-cycle'] as const;

export const MOST_EPOCHS = 100_000;

/** The notes of a setting of this section, all of which shape the result. */
const notes = (help: string, more: Omit<Partial<SettingNotes>, 'help'> = {}): SettingNotes => ({
  help,
  ...more,
  shapesResult: true,
});

/** A share that is never the whole. */
const share = () => z.number().min(0).lt(1);
const factor = () => z.number().min(0).max(1);

/** The part of each kind of weights, by Keras' names of them. */
const ofKinds = Object.fromEntries(
  WEIGHT_KINDS.map((kind) => [kind, z.number().positive().optional()]),
) as Record<(typeof WEIGHT_KINDS)[number], z.ZodOptional<z.ZodNumber>>;

const basics = {
  epochs: wholeNumber(1, MOST_EPOCHS)
    .default(15)
    .register(
      settingNotes,
      notes('times that each member sees the training set', {
        defaultWords: '15; own data: 15 to 100, by its size',
      }),
    ),
  batchSize: wholeNumber(1, 1_000_000)
    .optional()
    .register(
      settingNotes,
      notes('samples per training step', {
        defaultWords: `${DEFAULT_BATCH_SIZE}, of own data 32, or all where there are fewer`,
      }),
    ),
  learningRate: z
    .number()
    .positive()
    .default(0.001)
    .register(settingNotes, notes('the learning rate; with a schedule the highest one')),
};

const optimizer = {
  optimizer: z
    .enum(OPTIMIZERS)
    .default('adam')
    .register(
      settingNotes,
      notes(
        'how gradients become new weights: adam, adamw, sgd, rmsprop, lamb, nadam or adagrad, each as in Keras',
      ),
    ),
  momentum: share()
    .default(0)
    .register(
      settingNotes,
      notes('the share of a step that the next one goes on with, of sgd and rmsprop'),
    ),
  nesterov: z
    .boolean()
    .default(false)
    .register(settingNotes, notes("sgd's momentum looks a step ahead, as Nesterov's does")),
  beta1: share()
    .default(0.9)
    .register(
      settingNotes,
      notes(
        "the share that the running mean of gradients keeps in a step, of Adam's family and lamb",
      ),
    ),
  beta2: share()
    .default(0.999)
    .register(
      settingNotes,
      notes('the share that the running mean of their squares keeps, of the same'),
    ),
  rho: share()
    .default(0.9)
    .register(settingNotes, notes("the share that rmsprop's running means keep in a step")),
  centered: z
    .boolean()
    .default(false)
    .register(
      settingNotes,
      notes('rmsprop divides gradients by their deviation, not by their size'),
    ),
  epsilon: z
    .number()
    .positive()
    .default(1e-7)
    .register(settingNotes, notes('the guard against division by zero, of all but sgd')),
};

const schedule = {
  schedule: z
    .enum(SCHEDULES)
    .default('constant')
    .register(
      settingNotes,
      notes(
        "the learning rate over a member's own epochs: the same, in steps down, down a cosine, or up and down once",
      ),
    ),
  warmUp: z
    .number()
    .min(0)
    .max(MOST_EPOCHS)
    .default(0)
    .register(
      settingNotes,
      notes('epochs in which the learning rate rises before the schedule begins', {
        placeholder: 'epochs',
      }),
    ),
  initialFactor: factor()
    .default(0.1)
    .register(
      settingNotes,
      notes('the share of the learning rate with which warm-up and one-cycle begin'),
    ),
  finalFactor: factor()
    .default(0)
    .register(
      settingNotes,
      notes('the share of the learning rate with which cosine and one-cycle end'),
    ),
  peakAt: factor()
    .default(0.3)
    .register(
      settingNotes,
      notes('the share of its steps after which one-cycle is at its highest', {
        placeholder: 'share',
      }),
    ),
  dropsAt: z
    .array(z.number().positive().max(MOST_EPOCHS))
    .default([])
    .register(
      settingNotes,
      notes('the epochs after which step lowers the learning rate, such as 30,60', {
        defaultWords: 'never',
        allowed: 'a list of numbers of epochs above 0',
      }),
    ),
  dropFactor: z
    .number()
    .positive()
    .lt(1)
    .default(0.1)
    .register(settingNotes, notes('what each of those multiplies the learning rate by')),
  cycleEpochs: z
    .number()
    .positive()
    .max(MOST_EPOCHS)
    .optional()
    .register(
      settingNotes,
      notes('epochs after which cosine begins again', {
        placeholder: 'epochs',
        defaultWords: 'all',
      }),
    ),
  cycleGrowth: z
    .number()
    .min(1)
    .max(100)
    .default(1)
    .register(
      settingNotes,
      notes("how much longer each of cosine's cycles is than the one before"),
    ),
  cycleFactor: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .register(settingNotes, notes("what each cycle's highest learning rate is of the one before")),
};

const weights = {
  weightDecay: z
    .number()
    .min(0)
    .optional()
    .register(
      settingNotes,
      notes('the share by which weights shrink in a step at a learning rate of 1', {
        defaultWords: '0.004 for adamw, else 0',
      }),
    ),
  decay: z
    .enum(['decoupled', 'gradient'])
    .default('decoupled')
    .register(
      settingNotes,
      notes(
        'whether decay is taken off the weights or, as that of an L2 penalty, goes by the gradients',
      ),
    ),
  decayed: z
    .array(z.enum(WEIGHT_KINDS))
    .min(1)
    .default(['kernel', 'embedding'])
    .register(
      settingNotes,
      notes(`the kinds of weights that decay: ${WEIGHT_KINDS.join(', ')}`, {
        placeholder: 'kind,…',
        allowed: `a list of kinds of weights, of ${WEIGHT_KINDS.join(', ')}`,
      }),
    ),
  rateFactors: z
    .strictObject(ofKinds)
    .optional()
    .register(
      settingNotes,
      notes('what the learning rate of some kinds of weights is multiplied by; not their decay', {
        placeholder: 'kind=x,…',
        defaultWords: '1 for each',
        allowed:
          'a number above 0 for each of some kinds of weights, such as normalisation-bias=64',
      }),
    ),
};

const gradients = {
  clipping: z
    .enum(['none', 'value', 'norm', 'global-norm'])
    .default('none')
    .register(
      settingNotes,
      notes(
        "limit gradients: each value, the norm of each weight's, or the norm of all of them together",
      ),
    ),
  clipAt: z
    .number()
    .positive()
    .default(1)
    .register(settingNotes, notes('the limit, where there is one')),
};

const loss = {
  labelSmoothing: share()
    .default(0)
    .register(
      settingNotes,
      notes('the share of what is to be learnt that is spread over all classes alike'),
    ),
  classWeights: z
    .record(z.string(), z.number().positive())
    .optional()
    .register(
      settingNotes,
      notes('what the loss of samples of some classes is multiplied by', {
        placeholder: 'class=x,…',
        defaultWords: '1 for each',
        allowed: 'a number above 0 for each of some classes, such as cat=2,dog=0.5',
      }),
    ),
  balanceClasses: z
    .boolean()
    .default(false)
    .register(settingNotes, notes('classes with fewer training samples weigh as much as others')),
};

const counted = {
  averaging: z
    .enum(['none', 'exponential', 'lookahead'])
    .default('none')
    .register(
      settingNotes,
      notes(
        'save and predict with an average of the weights, which follows them, or from which they also go on',
      ),
    ),
  averageDecay: share()
    .optional()
    .register(
      settingNotes,
      notes('the share of the average that it keeps when it is renewed', {
        defaultWords: '0.99, for lookahead 0.5',
      }),
    ),
  averageEvery: wholeNumber(1, 1_000_000)
    .optional()
    .register(
      settingNotes,
      notes('steps from one renewal of the average to the next', {
        placeholder: 'steps',
        defaultWords: '1, for lookahead 5',
      }),
    ),
  averageGrowth: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .register(
      settingNotes,
      notes('the power of the share of training done with which that share grows; 0: it stays'),
    ),
  averageFrom: z
    .number()
    .min(0)
    .max(MOST_EPOCHS)
    .default(0)
    .register(settingNotes, notes('epochs before averaging begins', { placeholder: 'epochs' })),
  patience: wholeNumber(1, MOST_EPOCHS)
    .optional()
    .register(
      settingNotes,
      notes(
        'end a member that for so many epochs had no lower validation loss, and keep its best weights',
        { placeholder: 'epochs', defaultWords: 'all epochs are trained, the last weights count' },
      ),
    ),
};

/** How members are trained. */
export const trainingSection = z.strictObject({
  ...basics,
  ...optimizer,
  ...schedule,
  ...weights,
  ...gradients,
  ...loss,
  ...counted,
});
