import { expect, test } from 'vitest';
import { renderTable } from './table.ts';
import { cut, widthOf } from './text-width.ts';

test('columns stand under each other, whatever the width of their letters is', () => {
  // An accent of its own, a letter of East Asia, an emoji of several characters.
  const names = ['cat', 'e\u0301toile', '猫犬', '👩‍🔬', 'ｗide', ''];
  const lines = renderTable(
    [{ title: 'class' }, { title: 'train', align: 'right' }],
    names.map((name, index) => [name, String(10 ** index)]),
  );
  expect(lines).toHaveLength(names.length + 1);
  expect(new Set(lines.map(widthOf))).toEqual(new Set(['étoile'.length + 2 + 6]));
  expect(lines[3]).toBe('猫犬       100');
});

test('a last column at the left has no blanks behind it', () => {
  expect(
    renderTable(
      [{ title: 'a' }, { title: 'b' }],
      [
        ['猫', 'x'],
        ['y', ''],
      ],
    ),
  ).toEqual(['a   b', '猫  x', 'y']);
});

test.each([
  ['猫犬鳥', 6, '猫犬鳥'],
  ['猫犬鳥', 5, '猫犬…'],
  ['猫犬鳥', 4, '猫…'],
  ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
  ['👩‍🔬👩‍🔬', 3, '👩‍🔬…'],
  ['abcdef', 4, 'abc…'],
  ['abc', 0, '…'],
])('%s is cut to %d columns between letters', (text, columns, expected) => {
  expect(cut(text, columns)).toBe(expected);
});
