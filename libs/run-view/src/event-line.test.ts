import type { RunEventBody } from '@chorus/proto';
import { describe, expect, test } from 'vitest';
import { describeEnd, describeEvent, type EventLine } from './event-line.ts';
import {
  assigned,
  cancelled,
  epoch,
  failed,
  lost,
  sampleEvents,
  submitted,
  succeeded,
  viewOf,
} from '../testing/sample-run.ts';

/** What a log file shows of an event that comes after the submission. */
function lineOf(body: RunEventBody): EventLine | undefined {
  const [, event] = sampleEvents(submitted(), body);
  return describeEvent(event!, viewOf(submitted()));
}

const warning = (text: string) => ({ level: 'warning', text });
const note = (text: string) => ({ level: 'note', text });

test.each([
  ['adam', ', batch 100, learning rate 0.001,'],
  ['sgd', ', batch 100, sgd, learning rate 0.001,'],
] as const)(
  'the plan of a run names its optimizer where it is not the default: %s',
  (optimizer, words) => {
    const body = submitted() as Extract<RunEventBody, { type: 'submitted' }>;
    const config = { ...body.config, training: { ...body.config.training, optimizer } };
    const [event] = sampleEvents({ ...body, config });
    expect(describeEvent(event!, viewOf({ ...body, config }))!.text).toContain(words);
  },
);

describe('an attempt that is lost', () => {
  test.each([
    [lost(1, 'worker-lost'), 'it is tried again'],
    [lost(1, 'handed-back'), 'it is tried again'],
    [lost(1, 'diverged', { retryAfterMs: 4000 }), 'it is tried again in 4 s'],
    [lost(1, 'diverged', { retryAfterMs: 1 }), 'it is tried again in 1 s'],
    [lost(1, 'diverged', { retried: false }), 'it is given up'],
  ])('%j: %s', (body, next) => {
    const { kind } = body as { kind: string };
    expect(lineOf(body)).toEqual(warning(`member 1 lost attempt 1: by ${kind}; ${next}`));
  });

  test('because someone wished it is no trouble', () => {
    const line = lineOf(lost(1, 'cancelled', { retried: false }));
    expect(line).toEqual(note('member 1 is stopped: by cancelled'));
  });
});

test('a member that cannot go on from the one that it continues says so', () => {
  const line = lineOf({ ...lost(2, 'cancelled', { retried: false }), attempt: 0 } as RunEventBody);
  expect(line).toEqual(warning('member 2 is cancelled: by cancelled'));
});

test('an attempt that continues says from where', () => {
  const line = lineOf(assigned(1, 2, 7));
  expect(line?.text).toBe(
    'member 1 (attempt 2) goes to gpu-box-1f2e, from its checkpoint after epoch 7',
  );
});

test('an epoch tells all figures that its worker tells', () => {
  expect(lineOf(epoch(1, 3))?.text).toBe(
    'member 1 epoch 3/15: loss 1.2345, accuracy 0.5610, 8.0 s, 2,310 samples/s',
  );
  const validation = { validationLoss: 1.3, validationAccuracy: 0.54 };
  const figures = { ...validation, learningRate: 0.000_123_456, gradientNorm: 2.3149 };
  expect(lineOf({ ...epoch(1, 3), ...figures } as RunEventBody)?.text).toBe(
    'member 1 epoch 3/15: loss 1.2345, accuracy 0.5610, validation loss 1.3000, validation accuracy 0.5400, ' +
      'learning rate 0.000123, gradient 2.31, 8.0 s, 2,310 samples/s',
  );
});

test('a backup says whose', () => {
  const line = lineOf({ type: 'added', member: 3, backupOf: 2 });
  expect(line?.text).toBe('member 3 is added: member 2 lags, and the first 2 to finish count');
});

test.each([
  ['warn', warning('gpu-box is set aside')],
  ['info', note('gpu-box is set aside')],
])('a notice is as loud as it says: %s', (level, line) => {
  expect(lineOf({ type: 'notice', level, message: 'gpu-box is set aside' })).toEqual(line);
});

test.each([
  [succeeded(), 'run 20260102-030405-abcd succeeded'],
  [failed('member 1 failed once'), 'run 20260102-030405-abcd failed: member 1 failed once'],
  [cancelled(), 'run 20260102-030405-abcd was cancelled'],
  [cancelled('its data is gone'), 'run 20260102-030405-abcd was cancelled: its data is gone'],
])('a run that has ended says how: %j', (body, text) => {
  expect(describeEnd(viewOf(submitted(), body))).toBe(text);
});

test('a run that goes on has not ended', () => {
  expect(describeEnd(viewOf(submitted()))).toBeUndefined();
});

describe('of a run with a validation set', () => {
  const accuracies = { accuracy: 0.8123, accuracyLow: 0.801, accuracyHigh: 0.824 };
  const gain = { expected: 0.0031, low: -0.001, high: 0.007 };

  test('a line says what the ensemble is worth, and what the next member adds', () => {
    expect(lineOf({ type: 'validated', members: [1], ...accuracies })?.text).toBe(
      'ensemble of 1: validation accuracy 0.8123 (95%: 0.8010 to 0.8240)',
    );
    expect(lineOf({ type: 'validated', members: [1, 2], ...accuracies, gain })?.text).toBe(
      'ensemble of 2: validation accuracy 0.8123 (95%: 0.8010 to 0.8240); ' +
        'the next member is expected to add 0.0031 (95%: -0.0010 to 0.0070)',
    );
  });

  test('an early end says why, and what it saves', () => {
    const [event] = sampleEvents({
      type: 'stopped',
      membersDone: 2,
      expectedGain: 0.0004,
      savedSeconds: 3725,
    });
    const view = viewOf(submitted());
    view.config.combining.stopWhenGainBelow = 0.001;
    expect(describeEvent(event!, view)?.text).toBe(
      'run 20260102-030405-abcd ends early with 2 members: the next is expected to add 0.0004, ' +
        'less than 0.001; this saves about 1:02:05 of device time',
    );
  });

  test('a member that is done says what it is worth there, not on the sealed test set', () => {
    const validation = { loss: 1.2, accuracy: 0.5, predictionsSha256: 'v' };
    const line = lineOf({
      type: 'done',
      member: 1,
      attempt: 1,
      predictionsSha256: 'p',
      validation,
    });
    expect(line?.text).toBe('member 1 is done: validation loss 1.2000, validation accuracy 0.5000');
  });
});
