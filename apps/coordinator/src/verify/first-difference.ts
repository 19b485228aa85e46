/** A value of JSON that is not what it should be. */
export interface Difference {
  /** Where it stands: `members[2].testLoss`. */
  readonly path: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/**
 * The first value in which two values of JSON differ. Keys may have any order. What `expected` has and `found` lacks is no
 * difference: an older version did not know it; it is in `absent`.
 *
 * @param absent gets the paths of what `found` lacks
 */
export function firstDifference(
  expected: unknown,
  found: unknown,
  absent: string[],
  path = '',
): Difference | undefined {
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return firstOf(expected.keys(), (at) =>
      firstDifference(expected[at], found[at], absent, `${path}[${at}]`),
    );
  }
  if (isObject(expected) && isObject(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return firstOf(keys, (key) => {
      const at = path === '' ? key : `${path}.${key}`;
      if (Object.hasOwn(found, key)) return firstDifference(expected[key], found[key], absent, at);
      absent.push(at);
      return undefined;
    });
  }
  return Object.is(expected, found) ? undefined : { path, expected, found };
}

/** The number of numbers in a value of JSON. */
export function countNumbers(value: unknown): number {
  if (typeof value === 'number') return 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, item) => sum + countNumbers(item), 0);
}

function firstOf<Key>(
  keys: Iterable<Key>,
  look: (key: Key) => Difference | undefined,
): Difference | undefined {
  for (const key of keys) {
    const difference = look(key);
    if (difference) return difference;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
