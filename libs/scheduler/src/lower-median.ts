/** The lower median: the middle value, of an even number the lower one; undefined for no values. */
export function lowerMedian(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
