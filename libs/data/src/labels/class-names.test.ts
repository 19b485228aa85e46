import { expect, test } from 'vitest';
import { ClassNames } from './class-names.ts';

test('a class is named by its label, on one line', () => {
  const names = new ClassNames('train.csv');
  const labels = [
    'cat',
    '007',
    ' a "b" ',
    'Ünï 猫',
    'two\r\nlines',
    'tab\t',
    'next\u2028line',
    'cat',
  ];
  expect(labels.map((label) => names.of(label))).toEqual([
    'cat',
    '007',
    ' a "b" ',
    'Ünï 猫',
    'two\\u000d\\u000alines',
    'tab\\u0009',
    'next\\u2028line',
    'cat',
  ]);
});

test('two labels that would have one name are refused', () => {
  const names = new ClassNames('train.csv');
  names.of('a\nb');
  expect(() => names.of('a\\u000ab')).toThrow(
    /^train\.csv: two different labels would both be named "a\\u000ab"/,
  );
});
