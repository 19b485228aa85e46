import { SAMPLES_INPUT, type SampleSet } from '@chorus/data';
import {
  cnnTopology,
  listedNetwork,
  mlpTopology,
  readLayers,
  resnet20Topology,
} from '@chorus/network';
import { encodeNpy } from '@chorus/run-files';
import type { ColumnInput } from '../outline.ts';
import { drawSamples, type EnsembleToMake } from './made-ensemble.ts';

/** An ensemble for tests, with samples as its networks take them, and as users give them. */
export interface TestEnsemble extends EnsembleToMake {
  readonly samples: SampleSet;
  /** The samples as a file, and how its name ends. */
  readonly file: { readonly ending: '.npy' | '.csv'; readonly bytes: Uint8Array | string };
}

const SAMPLES = 30;
const CLASSES = 4;
const PICTURES = [16, 16, 3];

function pictures(networks: EnsembleToMake['networks'], other: Partial<EnsembleToMake> = {}) {
  return ofSamples(PICTURES, 'uint8', { networks, ...other });
}

function ofSamples(
  shape: readonly number[],
  type: 'uint8' | 'float32',
  { networks, ...other }: Pick<EnsembleToMake, 'networks'> & Partial<EnsembleToMake>,
): TestEnsemble {
  const samples = drawSamples(shape, type, SAMPLES);
  const bytes = encodeNpy(samples.values, [SAMPLES, ...shape]);
  return {
    ...{
      networks,
      classes: CLASSES,
      input: { kind: 'samples', name: SAMPLES_INPUT, sample: { shape, type } },
    },
    ...other,
    ...{ samples, file: { ending: '.npy', bytes } },
  };
}

const MLP = { denseUnits: [8], dropout: 0.2 };
const COLUMNS: readonly ColumnInput[] = [
  { kind: 'category', name: 'colour', categories: ['blue', 'dark red', 'grün'] },
  { kind: 'number', name: 'size', fill: 1.5 },
  { kind: 'category', name: 'class', categories: ['a', 'b'] },
  { kind: 'number', name: 'weight in kg', fill: -0.25 },
];

/** Rows of a table, and the sample that each becomes. */
const ROWS: readonly (readonly [cells: readonly string[], values: readonly number[]])[] = [
  [
    ['blue', '2.5', 'b', '0.5'],
    [1, 2.5, 2, 0.5],
  ],
  [
    ['', '', 'a', 'NA'],
    [0, 1.5, 1, -0.25],
  ],
  [
    ['grün', '-1', 'c', 'inf'],
    [3, -1, 0, -0.25],
  ],
  [
    ['dark red', '-inf', '', '3'],
    [2, 1.5, 0, 3],
  ],
];

function table(other: Partial<EnsembleToMake>): TestEnsemble {
  const categories = [0, 2].map((column) => ({
    ...{ column, name: `column ${column}`, count: column === 0 ? 4 : 3, scale: 1, offset: 0 },
  }));
  const plain = mlpTopology(MLP, [COLUMNS.length], CLASSES);
  const embedded = mlpTopology(MLP, [COLUMNS.length], CLASSES, categories);
  // The name of an output is none of an input.
  const header = COLUMNS.map(({ name }) => (name === 'class' ? 'class_column' : name)).join(',');
  return {
    ...{ networks: [plain, embedded, plain], classes: CLASSES, scaling: { divisor: 1 } },
    ...other,
    input: { kind: 'columns', columns: COLUMNS },
    samples: {
      values: Float32Array.from(ROWS.flatMap(([, values]) => values)),
      labels: new Int32Array(ROWS.length),
    },
    file: { ending: '.csv', bytes: [header, ...ROWS.map(([cells]) => cells.join(','))].join('\n') },
  };
}

const cnn = (filters: number) =>
  cnnTopology({ filters: [filters, 8], kernelSize: 3, denseUnits: [8], dropout: 0.2 }, PICTURES, 4);
const quick = () => listedNetwork('quick', { sampleShape: PICTURES, classes: CLASSES });
const resnet = () => resnet20Topology(PICTURES, CLASSES);
const dense = () =>
  readLayers([{ dense: { units: 6, activation: 'tanh' } }, { dense: { activation: 'softmax' } }], {
    ...{ name: 'dense', sampleShape: [5], classes: CLASSES },
  }).topology;

const STANDARDISED = { mean: [120, 110, 100], deviation: [60, 65, 70] };

/** What stacking would have fitted for three members of four classes. */
const STACKING = {
  rule: 'stacking' as const,
  coefficients: Array.from({ length: 12 }, (_, row) =>
    Array.from(
      { length: 4 },
      (_, column) => Math.sin(row * 4 + column) / 2 + +(row % 4 === column),
    ),
  ),
  intercepts: [0.1, -0.2, 0.3, 0],
};

/** Ensembles that between them have every rule, preparation and kind of view. */
export const ENSEMBLES: Readonly<Record<string, () => TestEnsemble>> = {
  "the experiment's network, the sum": () => pictures([cnn(4), cnn(6), cnn(4)]),
  'quick, mirrored, weighted': () =>
    pictures([quick(), quick()], {
      views: 'mirror',
      combination: { rule: 'weighted', weights: [0.3, 0.7], memberTemperatures: [1.5, 0.8] },
    }),
  'ResNet-20 beside another network, standardised, shifted, the geometric mean': () =>
    pictures([resnet(), cnn(4)], {
      scaling: STANDARDISED,
      views: 'mirror-and-shifts',
      combination: { rule: 'geometric-mean' },
    }),
  'a table of categories and missing numbers, stacking': () => table({ combination: STACKING }),
  'a standardised table, greedy, at a temperature': () =>
    table({
      scaling: { mean: [1.5, 0.5, 1, 0.5], deviation: [1.2, 2, 0.7, 1.5] },
      combination: { rule: 'greedy', weights: [0.5, 0, 0.5], temperature: 1.7 },
    }),
  'rows of numbers, the vote': () =>
    ofSamples([5], 'float32', {
      ...{ networks: [dense(), dense(), dense()], scaling: { divisor: 2 } },
      combination: { rule: 'vote' },
    }),
  'one member': () => pictures([cnn(4)]),
};
