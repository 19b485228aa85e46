import { runDocumentSchema, type RunConfig } from '../src/index.ts';
import { settledSections } from '../src/run-config.ts';
import { DEFAULT_FILTERS } from '../src/run-document.ts';
import { DEFAULT_BATCH_SIZE } from '../src/training-section.ts';

/** What a test changes of a configuration, section by section. */
export type ConfigChanges = {
  readonly [Section in keyof Omit<RunConfig, 'version'>]?: Partial<RunConfig[Section]>;
};

/** What is known of the dataset of a configuration that no dataset belongs to. */
const DATASET: Omit<RunConfig['dataset'], 'validationSplit' | 'splitSeed'> = {
  name: 'shapes',
  sha256: 'ab'.repeat(32),
  synthetic: true,
  classes: ['disc', 'ring'],
  sample: { shape: [32, 32, 3], type: 'uint8' },
  trainSamples: 1000,
  testSamples: 100,
  trainLimit: 1000,
  testLimit: 100,
  validationFrom: 'end',
  validationSamples: 0,
};

/** A run's configuration for tests: the defaults, two members, and what the test changes. */
export function sampleConfig(changes: ConfigChanges = {}): RunConfig {
  const sections = settledSections(runDocumentSchema.parse({}));
  const { dataset, network, training, members, execution, ...defaults } = sections;
  const { trainLimit, validationSamples } = { ...DATASET, ...changes.dataset };
  const sample: RunConfig = {
    ...defaults,
    dataset: { ...dataset, ...DATASET, validationSplit: validationSamples / trainLimit },
    preparation: { scaling: 'divide', divisor: 255 },
    network: { ...network, filters: DEFAULT_FILTERS },
    training: { ...training, batchSize: DEFAULT_BATCH_SIZE },
    members: { ...members, count: 2 },
    execution: { compile: execution.compile, precision: execution.precision, threads: 1 },
  };
  const changed = Object.entries(sample).map(([section, values]) => [
    section,
    typeof values === 'object' ? { ...values, ...changes[section as keyof ConfigChanges] } : values,
  ]);
  return Object.fromEntries(changed) as RunConfig;
}
