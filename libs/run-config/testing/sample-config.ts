import { runDocumentSchema, type RunConfig } from '../src/index.ts';

/** What a test changes of a configuration, section by section. */
export type ConfigChanges = {
  readonly [Section in keyof Omit<RunConfig, 'version'>]?: Partial<RunConfig[Section]>;
};

/** What is known of the dataset of a configuration that no dataset belongs to. */
const DATASET: Omit<RunConfig['dataset'], 'validationSplit'> = {
  name: 'shapes',
  sha256: 'ab'.repeat(32),
  synthetic: true,
  classes: ['disc', 'ring'],
  sample: { shape: [32, 32, 3], type: 'uint8' },
  trainSamples: 1000,
  testSamples: 100,
  trainLimit: 1000,
  testLimit: 100,
  validationSamples: 0,
};

/** A run's configuration for tests: the defaults, two members, and what the test changes. */
export function sampleConfig(changes: ConfigChanges = {}): RunConfig {
  const { dataset, members, execution, ...defaults } = runDocumentSchema.parse({});
  const { trainLimit, validationSamples } = { ...DATASET, ...changes.dataset };
  const sample: RunConfig = {
    ...defaults,
    dataset: { ...dataset, ...DATASET, validationSplit: validationSamples / trainLimit },
    members: { ...members, count: 2 },
    execution: { compile: execution.compile, threads: 1 },
  };
  const sections = Object.entries(sample).map(([section, values]) => [
    section,
    typeof values === 'object' ? { ...values, ...changes[section as keyof ConfigChanges] } : values,
  ]);
  return Object.fromEntries(sections) as RunConfig;
}
