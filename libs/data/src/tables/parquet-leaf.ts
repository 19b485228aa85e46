import type { SchemaElement, SchemaTree } from 'hyparquet';

/** A column of single values as the schema has it, by itself or in structs. */
export interface ParquetLeaf {
  readonly element: SchemaElement;
  /** How many of it and the structs that it lies in may be null: a value is there whose level is this one. */
  readonly highestLevel: number;
  /** Whether bytes of which the schema says nothing are text. Default: they are. */
  readonly utf8?: boolean;
}

/**
 * The column at the end of a path through structs.
 *
 * @param path the columns and structs, the outermost first
 * @throws Error when something of it is a list
 */
export function leafAt(
  path: readonly SchemaTree[],
  options: Pick<ParquetLeaf, 'utf8'> = {},
): ParquetLeaf {
  const elements = path.map(({ element }) => element);
  if (elements.some(({ repetition_type: repetition }) => repetition === 'REPEATED')) {
    throw new Error('it is a list');
  }
  const optional = elements.filter(({ repetition_type: repetition }) => repetition === 'OPTIONAL');
  return { element: elements.at(-1)!, highestLevel: optional.length, ...options };
}
