import { Interruption } from '@chorus/command-line';
import { isOwn, recogniseSource, sourceNamed } from '@chorus/data';
import { chorusHome } from '@chorus/machine';
import { checkConfig, fitToData, type ResolvedConfig, type RunDocument } from '@chorus/run-config';
import { existsSync } from 'node:fs';
import { PlainReporter } from '../terminal/plain-reporter.ts';
import { obtainDataset } from './obtain-dataset.ts';

/**
 * The document that a configuration trains by: users' own data are looked at for what suits them. Where they are not there, that is
 * told, and what depends on them is as for all data.
 *
 * @throws DatasetError for what is wrong with the data
 */
export async function documentToShow(config: ResolvedConfig): Promise<RunDocument> {
  const { name, path } = config.document.dataset;
  if (path === undefined) return config.document;
  if (!existsSync(path)) {
    process.stderr.write(`${path} is not there: what depends on the data is not shown\n`);
    return config.document;
  }
  if (!isOwn(sourceNamed(name ?? (await recogniseSource(path))))) return config.document;
  const reporter = new PlainReporter(process.stderr, process.stderr, process.env);
  const { signal } = new Interruption();
  const { known } = await obtainDataset(config, chorusHome(process.env), reporter, signal);
  checkConfig(config, known);
  return fitToData(config, known).config.document;
}
