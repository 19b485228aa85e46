/**
 * What the text of a cell is. JavaScript's own `Number` also takes '' and '0x1f' for numbers, which no table means.
 */

const DECIMAL = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;
const MISSING = new Set(['', '?', '-', 'na', 'n/a', '#n/a', 'nan', 'null', 'none']);

/** The number that a text writes; NaN when it writes none. */
export function decimalOf(text: string): number {
  return DECIMAL.test(text) ? Number(text) : Number.NaN;
}

/** What a text that is no number says in a column of numbers. */
export function meaningInNumbers(text: string): 'missing' | 'infinite' | 'text' {
  const word = text.trim();
  if (MISSING.has(word.toLowerCase())) return 'missing';
  return INFINITE.test(word) ? 'infinite' : 'text';
}
