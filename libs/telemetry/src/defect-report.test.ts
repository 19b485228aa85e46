import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeDefect, isSystemError, withoutTokens } from './defect-report.ts';

test('a defect is told with program, version, Node, platform, arguments, stack and causes', () => {
  const error = new TypeError('x is not a function', { cause: new Error('because') });
  const facts = { program: 'chorus', version: '1.2.3', args: ['train', '--members', '2'] };
  const [first, second, third, ...rest] = describeDefect(error, facts).split('\n');
  expect(first).toBe('chorus: x is not a function');
  expect(second).toContain('report it');
  expect(third).toBe(
    `chorus 1.2.3, Node ${process.versions.node}, ${process.platform}-${process.arch}; ` +
      'called as: chorus train --members 2',
  );
  const stack = rest.join('\n');
  expect(stack).toContain('TypeError: x is not a function\n    at ');
  expect(stack).toContain('defect-report.test.ts');
  expect(stack).toContain('because');
});

test('a token of the command line is not in what people are asked to publish', () => {
  const token = `chorus-token-1.${'a'.repeat(40)}.abcdefgh`;
  const text = describeDefect(new Error(token), { program: 'chorus', args: ['login', token] });
  expect(text).toContain('called as: chorus login chorus-token-1.…');
  expect(text).not.toContain('aaaa');
  const words = "one begins with chorus-token-1. and is made by 'chorus token create'";
  expect(withoutTokens(words)).toBe(words);
});

test('what is thrown and no error is told, too', () => {
  expect(describeDefect('just a text', { program: 'chorus', args: [] })).toContain('just a text');
});

test('what the operating system refuses is no defect', () => {
  let refused: unknown;
  try {
    readFileSync('/nowhere/at/all');
  } catch (error) {
    refused = error;
  }
  expect(isSystemError(refused)).toBe(true);
  expect(isSystemError(new TypeError('x is not a function'))).toBe(false);
  // As Node throws it at a program that calls it wrongly.
  const misused = Object.assign(new TypeError('no path'), { code: 'ERR_INVALID_ARG_TYPE' });
  expect(isSystemError(misused)).toBe(false);
});
