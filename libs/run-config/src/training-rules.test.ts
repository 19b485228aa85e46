import { expect, test } from 'vitest';
import { checkConfig } from './check-config.ts';
import { checkRunConfig } from './check-run-config.ts';
import { examineConfigFile } from './config-file.ts';
import { resolveConfig } from './resolve-config.ts';
import { runDocumentSchema } from './run-document.ts';
import { settleConfig } from './settle-config.ts';

const KNOWN = { classes: ['disc', 'ring'], sample: { shape: [8, 8, 3], type: 'uint8' } } as const;

/** What is wrong with these flags; undefined: nothing. */
function refusal(settings: Record<string, string>, data: object = KNOWN): string | undefined {
  try {
    checkConfig(resolveConfig({ settings }, {}), data);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid' });
    return (error as Error).message;
  }
}

test.for<[Record<string, string>, string]>([
  [
    { momentum: '0.9' },
    '--momentum is for sgd or rmsprop, and training.optimizer is adam: leave it out',
  ],
  [
    { optimizer: 'sgd', beta1: '0.8' },
    '--beta1 is for adam, adamw, nadam or lamb, and training.optimizer is sgd: leave it out',
  ],
  [
    { schedule: 'one-cycle', warmUp: '1' },
    '--warm-up is for constant, step or cosine, and training.schedule is one-cycle: leave it out',
  ],
  [
    { averageDecay: '0.9' },
    '--average-decay is for exponential or lookahead, and training.averaging is none: leave it out',
  ],
  [
    { clipAt: '2' },
    '--clip-at is for value, norm or global-norm, and training.clipping is none: leave it out',
  ],
  [
    { optimizer: 'sgd', nesterov: 'true' },
    '--nesterov is about momentum, of which there is none: set training.momentum, such as 0.9',
  ],
  [
    { optimizer: 'adamw', decay: 'gradient' },
    '--decay is gradient, but adamw is Adam whose decay is decoupled: use adam',
  ],
  [
    { schedule: 'step' },
    '--schedule is step, and nothing says when: set training.dropsAt, such as [30, 60]',
  ],
  [
    { warmUp: '3', epochs: '3' },
    '--warm-up is 3 epochs, but must be below training.epochs, which is 3',
  ],
  [
    { classWeights: 'disk=2' },
    "--class-weights names a class 'disk' that the dataset does not have: did you mean 'disc'?",
  ],
  [
    { classWeights: 'disc=2', balanceClasses: 'true' },
    '--class-weights and --balance-classes exclude each other: both say what classes weigh',
  ],
  [
    { patience: '2' },
    '--patience needs dataset.validationSplit, such as 0.1: the loss is measured on held-out samples',
  ],
  [
    { patience: '2', validationSplit: '0.1', snapshots: 'true' },
    '--patience and --snapshots exclude each other: members that go on from each other train all their epochs',
  ],
])('%j is refused', ([settings, words]) => {
  expect(refusal(settings)).toBe(words);
});

test.for<Record<string, string>>([
  {},
  { optimizer: 'rmsprop', momentum: '0.9', centered: 'true', rho: '0.8' },
  { optimizer: 'sgd', momentum: '0.9', nesterov: 'true', schedule: 'step', dropsAt: '1,2.5' },
  { schedule: 'cosine', warmUp: '1', cycleEpochs: '3', finalFactor: '0.1', cycleGrowth: '2' },
  { schedule: 'one-cycle', peakAt: '0.2', initialFactor: '0.2', finalFactor: '0.07' },
  { averaging: 'lookahead', averageGrowth: '3', averageFrom: '3', clipping: 'norm', clipAt: '5' },
  { classWeights: 'disc=2,ring=0.5', rateFactors: 'normalisation-bias=64' },
  { patience: '2', validationSplit: '0.1' },
])('%j is right', (settings) => {
  expect(refusal(settings)).toBeUndefined();
});

test('patience waits for the data to say whether it has a validation split of its own', () => {
  expect(refusal({ patience: '2', data: 'some-folder' }, {})).toBeUndefined();
  expect(refusal({ patience: '2' }, { ...KNOWN, validationSamples: 10 })).toBeUndefined();
});

test('a file is told names that are nearly right, with line and column, within maps and values too', () => {
  const text =
    'version: 1\ntraining:\n  optimizer: adm\n  momentun: 0\n  rateFactors:\n    kernl: 2\n';
  expect(examineConfigFile(text, 'run.yaml')).toEqual({
    mistakes: [
      "run.yaml:3:3: 'training.optimizer' must be adam, adamw, sgd, rmsprop, lamb, nadam or adagrad, not 'adm': did you mean 'adam'?",
      "run.yaml:4:3: unknown key 'momentun': did you mean 'momentum'?",
      "run.yaml:6:5: unknown key 'kernl': did you mean 'kernel'?",
    ],
  });
});

const DATASET = {
  ...{ name: 'shapes', sha256: 'ab'.repeat(32), synthetic: true, divisor: 255 },
  ...KNOWN,
  ...{ classes: ['disc', 'ring'], trainSamples: 10, testSamples: 10 },
  trainLabels: Int32Array.from({ length: 10 }, (_, index) => index % 2),
} as never;

test.for<[object, object]>([
  [{}, {}],
  [{ optimizer: 'adamw' }, { weightDecay: 0.004 }],
  [{ optimizer: 'adamw', weightDecay: 0 }, { weightDecay: 0 }],
  [{ averaging: 'exponential' }, { averageDecay: 0.99, averageEvery: 1 }],
  [
    { averaging: 'lookahead', averageEvery: 3 },
    { averageDecay: 0.5, averageEvery: 3 },
  ],
])('of %j %j is settled, and the coordinator accepts it', ([said, settled]) => {
  const document = runDocumentSchema.parse({ training: said });
  const config = settleConfig(document, DATASET, 1);
  const { batchSize, ...training } = config.training;
  expect(batchSize).toBe(10);
  const { batchSize: _, ...defaults } = document.training;
  expect(training).toEqual({ ...defaults, ...settled });
  expect(() => checkRunConfig(config, DATASET)).not.toThrow();
});
