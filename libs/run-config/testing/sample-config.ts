export { sampleSearch } from './sample-search.ts';
import { runDocumentSchema, type RunConfig, type RunDocument } from '../src/index.ts';
import { namedNetwork } from '../src/named-network.ts';
import { settledSections } from '../src/run-config.ts';
import { DEFAULT_BATCH_SIZE } from '../src/training-section.ts';

/** What a test changes of a configuration, section by section. */
export type ConfigChanges = {
  readonly [Section in keyof Omit<RunConfig, 'version' | 'network'>]?: Partial<RunConfig[Section]>;
} & {
  /** The network as a document has it. */
  readonly network?: Partial<RunDocument['network']>;
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
  const { dataset, training, members, execution, ...defaults } = sections;
  const { network, ...others } = changes;
  const { trainLimit, validationSamples } = { ...DATASET, ...changes.dataset };
  const sample: RunConfig = {
    ...defaults,
    dataset: { ...dataset, ...DATASET, validationSplit: validationSamples / trainLimit },
    preparation: { scaling: 'divide', divisor: 255 },
    network: namedNetwork(
      { head: 'given', weights: 'model', ...network },
      { ...DATASET, ...changes.dataset },
    ),
    training: { ...training, batchSize: DEFAULT_BATCH_SIZE },
    members: { ...members, count: 2 },
    execution: { compile: execution.compile, precision: execution.precision, threads: 1 },
  };
  const changed = Object.entries(sample).map(([section, values]) => [
    section,
    typeof values === 'object' ? { ...values, ...others[section as keyof typeof others] } : values,
  ]);
  return Object.fromEntries(changed) as RunConfig;
}
