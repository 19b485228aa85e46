import { expect, test } from 'vitest';
import { sampleReport, succeeded } from '../testing/sample-run.ts';
import { liftEnd, resultOf } from './run-result.ts';

test('the figures of a report are the accuracy of the ensemble and of the members that it consists of', () => {
  expect(resultOf(sampleReport())).toEqual({
    accuracy: 0.69,
    members: [
      { member: 1, testLoss: 1.07, testAccuracy: 0.63 },
      { member: 2, testLoss: 1.11, testAccuracy: 0.61 },
    ],
  });
});

test('an end that holds the whole report is lifted to one that holds its figures', () => {
  const former = { type: 'finished', status: 'succeeded', reason: '' };
  const reportJson = JSON.stringify(sampleReport());
  expect(liftEnd({ ...former, reportJson })).toEqual(succeeded());
});

test('an end without a report is lifted to one without figures', () => {
  const former = { status: 'failed', reason: 'member 1 failed' };
  expect(liftEnd({ ...former, reportJson: '' })).toEqual(former);
});

test('an end of this version is left as it is', () => {
  expect(liftEnd(succeeded())).toEqual(succeeded());
});
