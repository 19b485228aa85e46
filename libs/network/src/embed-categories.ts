import { convertFields, count, flag, optional, type Field, type Fields } from './fields.ts';
import type { GraphBuilder, LayerOutput } from './graph-builder.ts';
import { LAYER_KINDS } from './layer-kinds.ts';
import { unknownName } from './named-objects.ts';
import { NetworkMistake } from './network-mistake.ts';
import { readLayer, type WrittenFields } from './read-layer.ts';

/** The name in a list of layers of what embeds a table's categories. */
export const EMBED_CATEGORIES = 'embedCategories';

/** A column of a table whose values are places in a list of categories. */
export interface CategoryInput {
  /** The column's name. */
  readonly name: string;
  /** Its index in a sample. */
  readonly column: number;
  /** How many categories there are, "other" among them. */
  readonly count: number;
  /** A category's place, from 0, is the value that the network is given, times `scale`, plus `offset`. */
  readonly scale: number;
  readonly offset: number;
}

/** What the embedding of categories gives, and the layers that it consists of, by name. */
export interface EmbeddedCategories {
  readonly output: LayerOutput;
  readonly added: readonly string[];
}

const { embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint } = LAYER_KINDS[
  'Embedding'
]!.fields as Record<string, Field>;

/** What may be said of it: the vectors' width, and what an embedding may have. */
export const EMBED_CATEGORIES_FIELDS: Fields = {
  width: optional(count()),
  embeddingsInitializer: embeddingsInitializer!,
  embeddingsRegularizer: embeddingsRegularizer!,
  embeddingsConstraint: embeddingsConstraint!,
  trainable: flag(true),
};

/**
 * Adds layers of Keras that make of a table's row its numbers, in their order, and behind them a vector for each of its
 * categories. A vector is as wide as `width` says, by default as {@link embeddingWidth} has it.
 *
 * @param categories undefined: the data is not known yet, and nothing is added
 * @param input what the layers take: the samples themselves
 * @throws NetworkMistake for a field that is not known, for data without categories, or where another layer comes before
 */
export function embedCategories(
  graph: GraphBuilder,
  categories: readonly CategoryInput[] | undefined,
  written: WrittenFields,
  input: LayerOutput,
): EmbeddedCategories {
  const { width, trainable } = convertFields(
    EMBED_CATEGORIES,
    EMBED_CATEGORIES_FIELDS,
    written,
    (key) =>
      unknownName(key, Object.keys(EMBED_CATEGORIES_FIELDS), `${EMBED_CATEGORIES} has no field`),
  );
  const { width: _, trainable: __, ...embeddings } = written;
  if (input !== graph.input) {
    throw new NetworkMistake(`${EMBED_CATEGORIES} takes the samples: no layer may come before it`);
  }
  if (!categories) return { output: input, added: [] };
  if (categories.length === 0) {
    throw new NetworkMistake(`the data has no column of categories: leave ${EMBED_CATEGORIES} out`);
  }
  const row = new TableRow(graph, input);
  const numbers = numberRuns(graph.sampleShape[0]!, categories).map((run) => row.numbers(run));
  const vectors = categories.map((each) =>
    row.vector(each, {
      ...{ ...embeddings, trainable, inputDim: each.count },
      outputDim: width ?? embeddingWidth(each.count),
    }),
  );
  return { output: row.join([...numbers, ...vectors]), added: row.added };
}

/** How wide the vectors of so many categories are: as in fastai (Howard and Gugger, 2020), min(600, 1.6 · n^0.56), rounded. */
export function embeddingWidth(categories: number): number {
  return Math.min(600, Math.round(1.6 * categories ** 0.56));
}

/** Columns that follow each other. */
interface Run {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** The columns of numbers between those of categories. */
function numberRuns(columns: number, categories: readonly CategoryInput[]): Run[] {
  const ends = [...categories.map(({ column }) => column), columns];
  const starts = [0, ...categories.map(({ column }) => column + 1)];
  return starts
    .map((start, index) => ({ start, end: ends[index]! }))
    .filter(({ start, end }) => start < end);
}

/**
 * A table's row, of which layers of Keras take columns: no layer of Keras but a cropping takes a part of its input, and it
 * takes one of an image, here of one row and one channel.
 */
class TableRow {
  readonly added: string[] = [];
  readonly #graph: GraphBuilder;
  readonly #columns: number;
  readonly #image: LayerOutput;

  /** @param input [columns] */
  constructor(graph: GraphBuilder, input: LayerOutput) {
    this.#graph = graph;
    this.#columns = graph.sampleShape[0]!;
    this.#image = this.#add('Reshape', { targetShape: [1, this.#columns, 1] }, [input], 'row');
  }

  /** @returns [columns of the run] */
  numbers(run: Run): LayerOutput {
    const name = `numbers_${run.start + 1}`;
    return this.#add('Flatten', {}, [this.#crop(run, `${name}_columns`)], name);
  }

  /**
   * The vector of a column's category.
   *
   * @param fields an embedding's
   * @returns [width]
   */
  vector({ name, column, scale, offset }: CategoryInput, fields: WrittenFields): LayerOutput {
    const base = name.replace(/\W/g, '_');
    const cropped = this.#crop({ start: column, end: column + 1 }, `${base}_column`);
    // An embedding cuts off what is behind the point, and scaling rounds: 2.9999 is meant to be 3.
    const scaling = { scale, offset: offset + 0.5 };
    const place = this.#add('Rescaling', scaling, [cropped], `${base}_place`);
    const embedded = this.#add('Embedding', fields, [place], `${base}_embedding`);
    return this.#add('Flatten', {}, [embedded], `${base}_vector`);
  }

  join(parts: readonly LayerOutput[]): LayerOutput {
    const [first] = parts;
    return parts.length === 1 ? first! : this.#add('Concatenate', {}, parts, 'numbers_and_vectors');
  }

  /** @returns [1, columns of the run, 1] */
  #crop({ start, end }: Run, name: string): LayerOutput {
    const cropping = [
      [0, 0],
      [start, this.#columns - end],
    ];
    return this.#add('Cropping2D', { cropping }, [this.#image], name);
  }

  #add(
    className: string,
    fields: WrittenFields,
    inputs: readonly LayerOutput[],
    name: string,
  ): LayerOutput {
    const output = this.#graph.add(
      readLayer(className, fields),
      inputs,
      this.#graph.freeName(name),
    );
    this.added.push(output.layer);
    return output;
  }
}
