import { z } from 'zod';
import { settingNotes } from '../setting-notes.ts';
import { notes, share } from './training-notes.ts';

const OPTIMIZERS = ['adam', 'adamw', 'sgd', 'rmsprop', 'lamb', 'nadam', 'adagrad'] as const;

/** How gradients become new weights. */
export const optimizerSettings = {
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
