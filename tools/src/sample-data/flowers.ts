import { SeededRandom } from '@chorus/data';
import { parquetWriteFile } from 'hyparquet-writer';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Means of petal length, petal width, sepal length and sepal width, in centimetres. */
const SPECIES = {
  'marsh lily': [1.6, 0.4, 5.1, 3.4],
  'meadow lily': [4.3, 1.3, 5.9, 2.8],
  'wood lily': [5.4, 2.0, 6.5, 3.0],
} as const;
const COLUMNS = ['petal_length', 'petal_width', 'sepal_length', 'sepal_width'] as const;
const SOILS = ['clay', 'loam', 'sand'];
const FLOWERS = 600;
/** One measurement in so many is missing. */
const MISSING = 50;

interface Flower {
  readonly sizes: readonly (number | undefined)[];
  readonly soil: string;
  readonly species: string;
}

/** Writes a table of measured flowers, as CSV and as Parquet: numbers, some of them missing, a text, and the species. */
export async function writeFlowers(folder: string): Promise<void> {
  const flowers = growFlowers();
  const header = [...COLUMNS, 'soil', 'species'].join(',');
  const lines = flowers.map(({ sizes, soil, species }) =>
    [...sizes.map((size) => size?.toFixed(2) ?? ''), soil, species].join(','),
  );
  await writeFile(join(folder, 'flowers.csv'), [header, ...lines, ''].join('\n'));
  await parquetWriteFile({
    filename: join(folder, 'flowers.parquet'),
    columnData: [
      ...COLUMNS.map((name, at) => ({
        name,
        data: flowers.map(({ sizes }) => sizes[at] ?? null),
        type: 'DOUBLE' as const,
      })),
      { name: 'soil', data: flowers.map(({ soil }) => soil), type: 'STRING' as const },
      { name: 'species', data: flowers.map(({ species }) => species), type: 'STRING' as const },
    ],
  });
}

function growFlowers(): Flower[] {
  const random = SeededRandom.from(1936, 'flowers');
  const names = Object.keys(SPECIES) as (keyof typeof SPECIES)[];
  return Array.from({ length: FLOWERS }, () => {
    const species = names[random.below(names.length)]!;
    const sizes = SPECIES[species].map((mean) => {
      // The sum of a few uniform numbers is near enough to a normal one, and the same on every machine.
      const spread = random.uniform(-1) + random.uniform(-1) + random.uniform(-1);
      const size = Math.round(100 * mean * (1 + 0.12 * spread)) / 100;
      return random.below(MISSING) === 0 ? undefined : size;
    });
    return { sizes, soil: SOILS[random.below(SOILS.length)]!, species };
  });
}
