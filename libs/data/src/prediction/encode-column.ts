import { type CategoryColumn, type NumberColumn, OTHER } from '../tables/table-preparation.ts';

/** Numbers as values of samples: as a table's cells, those that are missing or infinite are filled in. */
export function encodeNumbers({ fill }: NumberColumn, numbers: Float64Array): Float32Array {
  return Float32Array.from(numbers, (number) => {
    const value = Math.fround(number);
    return Number.isFinite(value) ? value : fill;
  });
}

/** Texts as values of samples: one that training has not seen, or an empty one, is "other". */
export function encodeTexts(
  { categories }: CategoryColumn,
  texts: readonly string[],
): Float32Array {
  const places = new Map(categories.map((text, at) => [text, at + 1]));
  return Float32Array.from(texts, (text) => places.get(text) ?? OTHER);
}
