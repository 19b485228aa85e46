import type { NotableSample } from '@chorus/run-view';
import { expect, test } from 'vitest';
import { renderNotable } from './notable-text.ts';

const disputed: NotableSample = {
  ...{ index: 17, actual: 'ring', predicted: 'disc', confidence: 0.512345 },
  votes: [
    { class: 'disc', members: 2 },
    { class: 'ring', members: 1 },
  ],
};
const sure: NotableSample = {
  ...{ index: 4, actual: 'disc', predicted: 'ring', confidence: 0.99 },
  votes: [{ class: 'ring', members: 3 }],
};

test('samples to look at are told by their places in the test set, with the votes', () => {
  expect(renderNotable({ disputed: [disputed], sureButWrong: [sure] })).toEqual([
    '',
    'Members disagree most about these test samples:',
    'test sample  label  ensemble    sure  votes',
    '         17  ring   disc      0.5123  2 disc, 1 ring',
    '',
    'The ensemble is sure of these, and their labels say otherwise:',
    'test sample  label  ensemble    sure  votes',
    '          4  disc   ring      0.9900  3 ring',
  ]);
});

test('files are named where they are known', () => {
  const named = { ...sure, name: 'test/disc/4.png' };
  expect(renderNotable({ disputed: [], sureButWrong: [named] }).slice(2)).toEqual([
    'test sample  file             label  ensemble    sure  votes',
    '          4  test/disc/4.png  disc   ring      0.9900  3 ring',
  ]);
});

test('of a kind that there is none of nothing is said', () => {
  expect(renderNotable({ disputed: [], sureButWrong: [] })).toEqual([]);
});
