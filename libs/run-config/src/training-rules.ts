/** Rules about training: what is set must be used, and must fit to the data. */
import { nearest } from '@chorus/errors/nearest';
import { isDeepStrictEqual } from 'node:util';
import type { Rule } from './rule.ts';
import { settingAt, valueAt, type SettingPath } from './settings.ts';

const DISJUNCTION = new Intl.ListFormat('en-GB', { type: 'disjunction' });

const ADAMS = ['adam', 'adamw', 'nadam', 'lamb'];
const AVERAGES = ['exponential', 'lookahead'];

/** Settings that only some values of another setting use. */
const USED_BY: readonly (readonly [SettingPath, by: SettingPath, values: readonly string[]])[] = [
  ['training.momentum', 'training.optimizer', ['sgd', 'rmsprop']],
  ['training.nesterov', 'training.optimizer', ['sgd']],
  ['training.beta1', 'training.optimizer', ADAMS],
  ['training.beta2', 'training.optimizer', ADAMS],
  ['training.rho', 'training.optimizer', ['rmsprop']],
  ['training.centered', 'training.optimizer', ['rmsprop']],
  ['training.epsilon', 'training.optimizer', [...ADAMS, 'rmsprop', 'adagrad']],
  ['training.warmUp', 'training.schedule', ['constant', 'step', 'cosine']],
  ['training.finalFactor', 'training.schedule', ['cosine', 'one-cycle']],
  ['training.peakAt', 'training.schedule', ['one-cycle']],
  ['training.dropsAt', 'training.schedule', ['step']],
  ['training.dropFactor', 'training.schedule', ['step']],
  ['training.cycleEpochs', 'training.schedule', ['cosine']],
  ['training.cycleGrowth', 'training.schedule', ['cosine']],
  ['training.cycleFactor', 'training.schedule', ['cosine']],
  ['training.clipAt', 'training.clipping', ['value', 'norm', 'global-norm']],
  ['training.averageDecay', 'training.averaging', AVERAGES],
  ['training.averageEvery', 'training.averaging', AVERAGES],
  ['training.averageGrowth', 'training.averaging', AVERAGES],
  ['training.averageFrom', 'training.averaging', AVERAGES],
];

/** What settings of the training need of each other and of the data. */
export const TRAINING_RULES: readonly Rule[] = [
  ...USED_BY.map(usedBy),
  {
    settings: ['training.nesterov', 'training.momentum'],
    check: ({ training }) => !training.nesterov || training.momentum > 0,
    message: (place) =>
      `${place('training.nesterov')} is about momentum, of which there is none: set training.momentum, such as 0.9`,
  },
  {
    settings: ['training.decay', 'training.optimizer'],
    check: ({ training }) => training.decay !== 'gradient' || training.optimizer !== 'adamw',
    message: (place) =>
      `${place('training.decay')} is gradient, but adamw is Adam whose decay is decoupled: use adam`,
  },
  {
    settings: ['training.schedule', 'training.dropsAt'],
    check: ({ training }) => training.schedule !== 'step' || training.dropsAt.length > 0,
    message: (place) =>
      `${place('training.schedule')} is step, and nothing says when: set training.dropsAt, such as [30, 60]`,
  },
  ...(['training.warmUp', 'training.averageFrom'] as const).map(withinEpochs),
  {
    settings: ['training.classWeights', 'training.balanceClasses'],
    check: ({ training }) => !(training.classWeights && training.balanceClasses),
    message: (place) =>
      `${place('training.classWeights')} and ${place('training.balanceClasses')} exclude each other: both say ` +
      'what classes weigh',
  },
  {
    settings: ['training.classWeights'],
    check: ({ training }, { classes }) =>
      unknownClass(training.classWeights, classes) === undefined,
    message: (place, { training }, { classes = [] }) => {
      const name = unknownClass(training.classWeights, classes) ?? '';
      const guess = nearest(name, classes);
      const remedy = guess
        ? `did you mean '${guess}'?`
        : `there are ${classes.slice(0, 10).join(', ')}`;
      return `${place('training.classWeights')} names a class '${name}' that the dataset does not have: ${remedy}`;
    },
  },
  {
    settings: ['training.patience', 'dataset.validationSplit'],
    check: ({ training, dataset, members }, { classes, validationSamples }) =>
      training.patience === undefined ||
      members.folds !== undefined ||
      dataset.validationSplit > 0 ||
      validationSamples !== undefined ||
      (classes === undefined && dataset.path !== undefined),
    message: (place) =>
      `${place('training.patience')} needs dataset.validationSplit, such as 0.1: the loss is measured on ` +
      'held-out samples',
  },
  {
    settings: ['training.patience', 'members.snapshots'],
    check: ({ training, members }) => training.patience === undefined || !members.snapshots,
    message: (place) =>
      `${place('training.patience')} and ${place('members.snapshots')} exclude each other: members that go on ` +
      'from each other train all their epochs',
  },
];

function usedBy([path, by, values]: (typeof USED_BY)[number]): Rule {
  return {
    settings: [path, by],
    check: (document) =>
      isDeepStrictEqual(valueAt(document, path), settingAt(path)!.default) ||
      values.includes(valueAt(document, by) as string),
    message: (place, document) =>
      `${place(path)} is for ${DISJUNCTION.format(values)}, and ${by} is ${valueAt(document, by) as string}: ` +
      'leave it out',
  };
}

function withinEpochs(path: SettingPath): Rule {
  return {
    settings: [path, 'training.epochs'],
    // A member from elsewhere has no epochs.
    check: (document) =>
      (valueAt(document, path) as number) < (document.training.epochs || Infinity),
    message: (place, document) =>
      `${place(path)} is ${valueAt(document, path) as number} epochs, but must be below training.epochs, ` +
      `which is ${document.training.epochs}`,
  };
}

function unknownClass(
  weights: Readonly<Record<string, number>> | undefined,
  classes: readonly string[] | undefined,
): string | undefined {
  if (!classes) return undefined;
  return Object.keys(weights ?? {}).find((name) => !classes.includes(name));
}
