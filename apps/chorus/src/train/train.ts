import { ask, coordinatorAnswers } from '@chorus/client';
import { toKebabCase, Interruption } from '@chorus/command-line';
import {
  chorusHome,
  examineHome,
  examineOpenFiles,
  examineTemporaryFolder,
  requireEnvironment,
  type Finding,
} from '@chorus/machine';
import type { KnownDataset } from '@chorus/data';
import { checkAddress, DEFAULT_ADDRESS } from '@chorus/proto';
import {
  checkConfig,
  fitToData,
  printConfig,
  resolveConfig,
  settleConfig,
  type ConfigFlags,
  type ResolvedConfig,
} from '@chorus/run-config';
import { settleNetworks } from '../network/settle-networks.ts';
import { checkHttp } from '../build-page.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { documentToShow } from './document-to-show.ts';
import { checkOrigins } from './check-origins.ts';
import { obtainDataset } from './obtain-dataset.ts';
import { checkOutFolder } from './out-folder.ts';
import { createReporter } from '../terminal/create-reporter.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { trainElsewhere } from './train-elsewhere.ts';
import { trainHere } from './train-here.ts';
import type { ReadyDataset } from './training-job.ts';

/** What `chorus train` was told, beside the configuration. */
export interface TrainFlags {
  readonly configuration: ConfigFlags;
  /** HOST:PORT */
  readonly coordinator?: string | undefined;
  readonly out: string;
  readonly json?: boolean;
  readonly allowCpu?: boolean;
  readonly printConfig?: boolean;
  /** HOST:PORT of the live page; true: the default one; undefined: none. */
  readonly http?: string | true | undefined;
}

/** Trains an ensemble. @returns the exit status */
export async function train(flags: TrainFlags): Promise<number> {
  const config = resolveConfig(flags.configuration, process.env);
  checkConfig(config);
  if (flags.coordinator !== undefined) checkAddress('--coordinator', flags.coordinator);
  const http = checkHttp(flags.http);
  if (flags.printConfig) {
    process.stdout.write(describeFlags(flags, http) + printConfig(await documentToShow(config)));
    return EXIT_STATUS.succeeded;
  }
  checkOutFolder('--out', flags.out);
  const address = await findCoordinator(flags.coordinator);
  const reporter = createReporter(flags.json ?? false, process.env);
  const interruption = new Interruption();
  try {
    requireEnvironment(environmentFor(address), (text) => reporter.warn(text));
    const home = chorusHome(process.env);
    const obtained = obtainChecked(config, home, reporter, interruption.signal);
    obtained.catch(() => {}); // Whoever needs it finds out.
    const { out, allowCpu = false } = flags;
    const job = { config, obtained, home, out, http, allowCpu, reporter, interruption };
    const exitStatus = await (address ? trainElsewhere(address, job) : trainHere(job));
    return interruption.signal.aborted ? interruption.exitStatus : exitStatus;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitStatus;
    throw error;
  } finally {
    reporter.close();
  }
}

async function obtainChecked(
  config: ResolvedConfig,
  home: string,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<ReadyDataset> {
  const obtained = await obtainDataset(config, home, reporter, signal);
  for (const { kind, text } of obtained.findings) {
    if (kind === 'warning') reporter.warn(text);
    else reporter.note(text);
  }
  checkConfig(config, obtained.known);
  warnOfLimit(config, obtained.known, reporter);
  const { config: fitted, filledIn } = fitToData(config, obtained.known);
  if (filledIn !== undefined) reporter.note(`defaults for your own data: ${filledIn}`);
  const networks = await settleNetworks(fitted, obtained.known, home);
  for (const note of networks.notes) reporter.note(note);
  const settled = settleConfig(fitted.document, obtained.known, 1, networks);
  checkOrigins(fitted, settled, (text) => reporter.note(text));
  return { ...obtained, networks, document: fitted.document };
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

/** What a run needs here: trained elsewhere, only the room for its dataset. */
function environmentFor(address: string | undefined): Finding[] {
  const home = examineHome(process.env);
  return address ? [home] : [home, examineTemporaryFolder(process.env), examineOpenFiles()];
}

/** @returns undefined when none was named and none listens on the default address */
async function findCoordinator(named: string | undefined): Promise<string | undefined> {
  if (named === undefined) {
    return (await coordinatorAnswers(DEFAULT_ADDRESS)) ? DEFAULT_ADDRESS : undefined;
  }
  await ask(named, 'ListRuns', {});
  return named;
}

/** What is no part of the configuration, as comments. */
function describeFlags(flags: TrainFlags, http: string | undefined): string {
  const { coordinator, out, json = false, allowCpu = false } = flags;
  const { config } = flags.configuration;
  const shown = { config, coordinator, out, json, http, allowCpu } satisfies Record<
    Exclude<keyof TrainFlags, 'configuration' | 'printConfig'> | 'config',
    unknown
  >;
  const lines = Object.entries(shown).map(
    ([name, value]) => `# ${toKebabCase(`--${name}`)}: ${value ?? 'not given'}\n`,
  );
  return lines.join('');
}
