import { toKebabCase } from '@chorus/command-line';
import type { KnownDataset } from '@chorus/data';
import {
  checkConfig,
  fitToData,
  printConfig,
  resolveConfig,
  settleConfig,
  type ConfigFlags,
  type ResolvedConfig,
} from '@chorus/run-config';
import { EXIT_STATUS } from '../exit-status.ts';
import { settleNetworks } from '../network/settle-networks.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { checkOrigins } from './check-origins.ts';
import { documentToShow } from './document-to-show.ts';
import { keepGivenPredictions } from './given-predictions.ts';
import { obtainDataset } from './obtain-dataset.ts';
import { tellFindings } from './tell-findings.ts';
import { checkPlace, trainAt, type PlaceFlags, type Surroundings } from './train-at.ts';
import type { ReadyRun } from './training-job.ts';

/** What `chorus train` was told. */
export interface TrainFlags extends PlaceFlags {
  readonly configuration: ConfigFlags;
  readonly printConfig?: boolean;
}

/** Trains an ensemble. @returns the exit status */
export async function train(flags: TrainFlags): Promise<number> {
  const config = resolveConfig(flags.configuration, process.env);
  checkConfig(config);
  const http = checkPlace(flags);
  if (flags.printConfig) {
    process.stdout.write(describeFlags(flags, http) + printConfig(await documentToShow(config)));
    return EXIT_STATUS.succeeded;
  }
  return trainAt(flags, config, (surroundings) => obtainRun(config, surroundings));
}

async function obtainRun(
  config: ResolvedConfig,
  { home, reporter, signal }: Surroundings,
): Promise<ReadyRun> {
  const { known, path, dataset, findings } = await obtainDataset(config, home, reporter, signal);
  tellFindings(findings, reporter);
  checkConfig(config, known);
  warnOfLimit(config, known, reporter);
  const { config: fitted, filledIn } = fitToData(config, known);
  if (filledIn !== undefined) reporter.note(`defaults for your own data: ${filledIn}`);
  const networks = await settleNetworks(fitted, known, home);
  for (const note of networks.notes) reporter.note(note);
  const settled = settleConfig(fitted.document, known, 1, networks);
  checkOrigins(fitted, settled, (text) => reporter.note(text));
  const { predictions, files } = await keepGivenPredictions(fitted, settled.dataset, home);
  return {
    ...{ sha256: known.sha256, path, dataset, given: new Map([...networks.weights, ...files]) },
    settle: (threads) =>
      settleConfig(fitted.document, known, threads, { ...networks, predictions }),
  };
}

/** The first samples of data that is sorted by class are of few classes. */
function warnOfLimit(
  { document, place }: ResolvedConfig,
  { classes, trainLabels }: KnownDataset,
  reporter: Reporter,
): void {
  const { trainLimit } = document.dataset;
  if (trainLimit === undefined) return;
  const used = new Set(trainLabels.subarray(0, trainLimit));
  const missing = classes.length - used.size;
  if (missing === 0) return;
  reporter.warn(
    `${place('dataset.trainLimit')} takes the first ${trainLimit} training samples, which have none of ` +
      `${missing} of the ${classes.length} classes: where data is sorted by class, leave it out`,
  );
}

/** What is no part of the configuration, as comments. */
function describeFlags(flags: TrainFlags, http: string | undefined): string {
  const { coordinator, out, json = false, allowCpu = false, insecure = false } = flags;
  const { config } = flags.configuration;
  const shown = { config, coordinator, out, json, http, allowCpu, insecure } satisfies Record<
    Exclude<keyof TrainFlags, 'configuration' | 'printConfig'> | 'config',
    unknown
  >;
  const lines = Object.entries(shown).map(
    ([name, value]) => `# ${toKebabCase(`--${name}`)}: ${value ?? 'not given'}\n`,
  );
  return lines.join('');
}
