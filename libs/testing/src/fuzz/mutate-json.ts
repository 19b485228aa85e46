import fc, { type Arbitrary } from 'fast-check';

const ODD_VALUES: readonly unknown[] = [
  ...[null, true, '', 'x', -1, 0, 1e308, 1.5, 2 ** 53, {}, [], [[]], [null], '__proto__', '\ud800'],
  ...['x'.repeat(5_000), { a: { b: [1] } }, Array.from({ length: 300 }, () => 0)],
];

/** These JSON documents, each with some of its values replaced, left out or added to. */
export function mutatedJson(documents: readonly unknown[]): Arbitrary<Buffer> {
  const edit = fc.record({
    pick: fc.nat(0xffff),
    value: fc.constantFrom(...ODD_VALUES),
    leaves: fc.boolean(),
  });
  return fc
    .tuple(fc.constantFrom(...documents), fc.array(edit, { minLength: 1, maxLength: 2 }))
    .map(([document, edits]) => {
      const changed = edits.reduce<unknown>(
        (whole, { pick, value, leaves }) => replaced(whole, pick, leaves ? undefined : value),
        document,
      );
      return Buffer.from(JSON.stringify(changed) ?? 'undefined');
    });
}

function replaced(document: unknown, pick: number, value: unknown): unknown {
  if (typeof document !== 'object' || document === null || pick % 4 === 0) return value;
  const keys = Object.keys(document);
  if (keys.length === 0) return value;
  const rest = Math.floor(pick / 4);
  const key = keys[rest % keys.length]!;
  const inner = replaced(
    (document as Record<string, unknown>)[key],
    Math.floor(rest / keys.length),
    value,
  );
  if (Array.isArray(document)) return document.with(Number(key), inner);
  return { ...document, [key]: inner };
}
