/**
 * Compares names as people count: runs of digits by their value, all else by code points, so that `2` is before
 * `12`; the same on every machine and in every language. Of `1`, `01` and `001`, which count the same, the one with more zeros is first. For
 * `Array.prototype.sort`.
 *
 * @returns negative, zero (for equal names only) or positive
 */
export function naturalOrder(a: string, b: string): number {
  const [left, right] = [runsOf(a), runsOf(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareRuns(left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return left.length - right.length || byCodePoints(a, b);
}

function runsOf(name: string): readonly string[] {
  return name.match(/\d+|\D+/g) ?? [];
}

function compareRuns(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return byCodePoints(a, b);
  const [left, right] = [a, b].map((digits) => digits.replace(/^0+(?=\d)/, ''));
  return left!.length - right!.length || byCodePoints(left!, right!);
}

/** By code points: JavaScript's own order is that of UTF-16, which has half of the pairs before U+E000. */
export function byCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [[...a], [...b]];
  const index = left.findIndex((character, at) => character !== right[at]);
  if (index === -1) return -1;
  return (left[index]?.codePointAt(0) ?? -1) - (right[index]?.codePointAt(0) ?? -1);
}
