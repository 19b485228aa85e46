import { styleText } from 'node:util';
import { expect, test } from 'vitest';
import { harmlessLine } from './harmless-line.ts';

test.each([
  ['plain text, with accents and 汉字', 'plain text, with accents and 汉字'],
  ['clears the screen: \x1b[2J', 'clears the screen: \\x1b[2J'],
  ['sets the title: \x1b]0;owned\x07', 'sets the title: \\x1b]0;owned\\x07'],
  [
    'C1, which some terminals take for ESC [: \x9b2J',
    'C1, which some terminals take for ESC [: \\x9b2J',
  ],
  [
    'bell \x07, backspace \x08, delete \x7f, zero \0',
    'bell \\x07, backspace \\x08, delete \\x7f, zero \\x00',
  ],
  ['two\nlines', 'two lines'],
  ['over\rwritten', 'over written'],
  ['  \r\n\n  many  \u2028 \u2029 more', ' many more'],
  ['a\ttab', 'a tab'],
  [
    'reversed \u202etxt.exe\u202c and \u2067isolated\u2069',
    'reversed \\u202etxt.exe\\u202c and \\u2067isolated\\u2069',
  ],
  ['hidden \x1b[8m and blinking \x1b[5m', 'hidden \\x1b[8m and blinking \\x1b[5m'],
  ['several \x1b[1;31m', 'several \\x1b[1;31m'],
])('%j is shown as %j', (text, shown) => {
  expect(harmlessLine(text)).toBe(shown);
});

test.each(['red', 'yellow', 'green', 'dim', 'bold'] as const)('%s stays', (colour) => {
  const text = styleText(colour, 'text', { validateStream: false });
  expect(harmlessLine(text)).toBe(text);
});

test('a line that begins with blanks keeps them', () => {
  expect(harmlessLine('  indented  columns')).toBe('  indented  columns');
});
