import {
  brokenRules,
  checkConfig,
  examineConfigFile,
  printConfig,
  readText,
  resolveConfig,
  type ConfigFlags,
} from '@chorus/run-config';
import { EXIT_STATUS } from '../exit-status.ts';
import { documentToShow } from '../train/document-to-show.ts';

/**
 * Prints the resolved configuration as a file that says the same, for users' own data with what suits it. @returns the exit status
 *
 * @throws DatasetError for what is wrong with the data
 */
export async function showConfig(flags: ConfigFlags): Promise<number> {
  const config = resolveConfig(flags, process.env);
  checkConfig(config);
  process.stdout.write(printConfig(await documentToShow(config)));
  return EXIT_STATUS.succeeded;
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
