import { expect, test } from 'vitest';
import { embeddingWidth, type CategoryInput } from './embed-categories.ts';
import { mlpTopology } from './mlp.ts';
import { NetworkMistake } from './network-mistake.ts';
import { readLayers } from './read-layers.ts';
import { builtByTfjs } from './testing/built-by-tfjs.ts';
import { layersOf, nameOf } from './topology-layers.ts';
import type { Topology } from './topology.ts';

const FOR = { name: 'example', sampleShape: [5], classes: 3 };

function category(name: string, column: number, count = 10): CategoryInput {
  return { name, column, count, scale: 1, offset: 0 };
}

const CITY_AND_COLOUR = [category('city', 1, 40), category('colour', 4, 4)];

async function outputShapes(topology: Topology): Promise<Record<string, unknown>> {
  const { layers } = await builtByTfjs(topology);
  return Object.fromEntries(
    layers.map(({ name, outputShape }) => [name, (outputShape as number[]).slice(1)]),
  );
}

test('a row becomes its numbers and a vector for each category', async () => {
  const layers = ['embedCategories', 'dense'];
  const { topology, places } = readLayers(layers, { ...FOR, categories: CITY_AND_COLOUR });
  expect(await outputShapes(topology)).toMatchObject({
    ...{ numbers_1: [1], numbers_3: [2], city_vector: [13], colour_vector: [3] },
    ...{ numbers_and_vectors: [19], dense: [3] },
  });
  expect(places.get('city_embedding')).toEqual([0]);
});

test.for<[string, CategoryInput[], number]>([
  ['all columns', [0, 1, 2, 3, 4].map((column) => category(`c${column}`, column)), 5 * 6],
  ['the first and the last', [category('a', 0), category('b', 4)], 3 + 2 * 6],
  ['one name in other letters twice', [category('a b', 0), category('a_b', 1)], 3 + 2 * 6],
])('%s may be categories', async ([, categories, width]) => {
  const { topology } = readLayers(['embedCategories', 'dense'], { ...FOR, categories });
  expect(await outputShapes(topology)).toMatchObject({ numbers_and_vectors: [width] });
});

test('a table of one column of categories is its vector', async () => {
  const samples = { ...FOR, sampleShape: [1], categories: [category('only', 0)] };
  const { topology } = readLayers(['embedCategories', 'dense'], samples);
  expect(await outputShapes(topology)).toMatchObject({ only_vector: [6], dense: [3] });
});

test('vectors have the width that is wished, and what else an embedding may have', () => {
  const fields = { width: 2, embeddingsRegularizer: { l2: 0.1 }, trainable: false };
  const { topology } = readLayers([{ embedCategories: fields }, 'dense'], {
    ...{ ...FOR, categories: CITY_AND_COLOUR },
  });
  const embedding = layersOf(topology).find((layer) => nameOf(layer) === 'city_embedding')!;
  expect(embedding.config).toMatchObject({
    ...{ input_dim: 40, output_dim: 2, trainable: false },
    embeddings_regularizer: { class_name: 'L1L2', config: { l1: 0, l2: 0.1 } },
  });
  const short = readLayers([{ embedCategories: 2 }, 'dense'], {
    ...{ ...FOR, categories: CITY_AND_COLOUR },
  });
  expect(layersOf(short.topology).map(({ config }) => config['output_dim'])).toContain(2);
});

test('the more categories, the wider their vectors', () => {
  expect([2, 3, 10, 100, 1001, 1e6].map(embeddingWidth)).toEqual([2, 3, 6, 21, 77, 600]);
});

test.for<[string, unknown[], CategoryInput[] | undefined, string]>([
  [
    'a field that it has not',
    [{ embedCategories: { widht: 3 } }],
    undefined,
    'embedCategories has no field "widht": did you mean \'width\'?',
  ],
  [
    'a width that is none',
    [{ embedCategories: 0 }],
    undefined,
    "'width' must be a whole number from 1, not 0",
  ],
  [
    'a layer before it',
    [{ dense: 3 }, 'embedCategories'],
    undefined,
    'embedCategories takes the samples: no layer may come before it',
  ],
  [
    'data without categories',
    ['embedCategories'],
    [],
    'the data has no column of categories: leave embedCategories out',
  ],
  ['a slip of the pen', ['embedCategory'], undefined, "did you mean 'embedCategories'?"],
])('%s is refused', ([, layers, categories, message]) => {
  const read = () => readLayers(layers, { ...FOR, categories });
  expect(read).toThrow(NetworkMistake);
  expect(read).toThrow(message);
});

test('it may stand in a branch beside layers that take the categories as numbers', async () => {
  const branches = { deep: ['embedCategories', { dense: 7 }], wide: [{ dense: 2 }] };
  const { topology } = readLayers([{ branches }, 'dense'], {
    ...{ ...FOR, categories: CITY_AND_COLOUR },
  });
  expect(await outputShapes(topology)).toMatchObject({ concatenate: [9] });
});

test('the multilayer perceptron embeds what categories there are', () => {
  const sizes = { denseUnits: [7], dropout: 0.5 };
  const classesOf = (topology: Topology) => layersOf(topology).map(({ class_name }) => class_name);
  expect(classesOf(mlpTopology(sizes, [5], 3, CITY_AND_COLOUR))).toContain('Embedding');
  expect(mlpTopology(sizes, [5], 3, [])).toEqual(mlpTopology(sizes, [5], 3));
  expect(classesOf(mlpTopology(sizes, [5], 3))).not.toContain('Embedding');
});
