import { expect, test } from 'vitest';
import { drawableSize, lineColumns } from './terminal.ts';

const terminal = { isTTY: true, columns: 80, rows: 24 };

test('a terminal can be drawn on, down to 20 columns and 3 rows', () => {
  expect(drawableSize(terminal, { TERM: 'xterm' })).toEqual({ columns: 80, rows: 24 });
  expect(drawableSize({ isTTY: true, columns: 20, rows: 3 }, {})).toEqual({ columns: 20, rows: 3 });
});

test.for([
  ['a file', { columns: undefined }, {}],
  ['a file that somebody gave a width', { columns: 80, rows: 24 }, {}],
  ['a terminal without a size', { isTTY: true, columns: 0, rows: 0 }, {}],
  ['a terminal whose size is not known', { isTTY: true }, {}],
  ['one of 19 columns', { ...terminal, columns: 19 }, {}],
  ['one of 2 rows', { ...terminal, rows: 2 }, {}],
  ['one without cursor movements', terminal, { TERM: 'dumb' }],
  ['CI', terminal, { CI: 'true' }],
] as const)('%s cannot', ([, stream, environment]) => {
  expect(drawableSize(stream, environment)).toBeUndefined();
});

test.for([
  [80, 80],
  [20, 20],
  [19, 120],
  [0, 120],
  [undefined, 120],
])('text for a width of %s is as wide as %s columns', ([columns, expected]) => {
  expect(lineColumns({ columns }, 120)).toBe(expected);
});
