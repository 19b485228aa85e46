import { Interruption } from '@chorus/command-line';
import { isOwn, recogniseSource, sourceNamed } from '@chorus/data';
import { chorusHome } from '@chorus/machine';
import {
  brokenRules,
  checkConfig,
  examineConfigFile,
  fitToData,
  printConfig,
  readText,
  resolveConfig,
  type ConfigFlags,
  type ResolvedConfig,
} from '@chorus/run-config';
import { existsSync } from 'node:fs';
import { EXIT_STATUS } from '../exit-status.ts';
import { PlainReporter } from '../terminal/plain-reporter.ts';
import { obtainDataset } from '../train/obtain-dataset.ts';

/**
 * Prints the resolved configuration as a file that says the same, for users' own data with what suits it. @returns the exit status
 *
 * @throws DatasetError for what is wrong with the data
 */
export async function showConfig(flags: ConfigFlags): Promise<number> {
  const config = resolveConfig(flags, process.env);
  checkConfig(config);
  const { document } = (await isOwnData(config)) ? await fitted(config) : config;
  process.stdout.write(printConfig(document));
  return EXIT_STATUS.succeeded;
}

/** Whether the configuration names users' own files, and they are there. */
async function isOwnData({ document }: ResolvedConfig): Promise<boolean> {
  const { name, path } = document.dataset;
  if (path === undefined || !existsSync(path)) return false;
  return isOwn(sourceNamed(name ?? (await recogniseSource(path))));
}

async function fitted(config: ResolvedConfig): Promise<ResolvedConfig> {
  const reporter = new PlainReporter(process.stderr, process.stderr, process.env);
  const home = chorusHome(process.env);
  const { signal } = new Interruption();
  const { known } = await obtainDataset(config, home, reporter, signal);
  checkConfig(config, known);
  return fitToData(config, known).config;
}

/** Tells all that is wrong with a configuration file. @returns the exit status */
export function checkConfigFile(path: string): number {
  const mistakes = mistakesIn(path);
  for (const mistake of mistakes) process.stderr.write(`${mistake}\n`);
  if (mistakes.length > 0) return EXIT_STATUS.usage;
  process.stdout.write(`${path}: nothing is wrong\n`);
  return EXIT_STATUS.succeeded;
}

/** The rules that settings break together are only looked at where each of them alone is right. */
function mistakesIn(path: string): readonly string[] {
  const reading = examineConfigFile(readText(path, 'FILE'), path);
  if ('mistakes' in reading) return reading.mistakes;
  return brokenRules(resolveConfig({ config: path }, {}));
}
