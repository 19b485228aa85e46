import { Interruption } from '@chorus/command-line';
import { chorusHome, examineHome, requireEnvironment } from '@chorus/machine';
import { ChorusError } from '@chorus/proto';
import {
  checkConfig,
  fitToData,
  resolveConfig,
  resolvedGroups,
  type ConfigFlags,
  type PlacedDocument,
} from '@chorus/run-config';
import { EXIT_STATUS } from '../exit-status.ts';
import { describeNetwork, inspectDescribed } from '../network/settle-network.ts';
import { renderNetwork, summariseNetwork, type NetworkSummary } from '../terminal/network-text.ts';
import { PlainReporter } from '../terminal/plain-reporter.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';
import { styleFor } from '../terminal/style.ts';
import { obtainDataset } from '../train/obtain-dataset.ts';

/** What `chorus network` was told. */
export interface NetworkFlags {
  readonly configuration: ConfigFlags;
  /** The configuration's file; undefined: `--config`, or the settings alone. */
  readonly path?: string | undefined;
  readonly json?: boolean;
}

/**
 * Builds the network that a run would train, for the data that it would train on, and prints its layers; where members
 * differ, that of each group, as JSON one on a line.
 *
 * @returns the exit status
 * @throws ChorusError for what is wrong with the network or another setting; DatasetError for what is wrong with the data
 */
export async function network({ configuration, path, json }: NetworkFlags): Promise<number> {
  const config = resolveConfig(withPath(configuration, path), process.env);
  checkConfig(config);
  const reporter = new PlainReporter(process.stderr, process.stderr, process.env);
  requireEnvironment([examineHome(process.env)], (text) => reporter.warn(text));
  const interruption = new Interruption();
  try {
    const home = chorusHome(process.env);
    const { known } = await obtainDataset(config, home, reporter, interruption.signal);
    checkConfig(config, known);
    const summaries: NetworkSummary[] = [];
    for (const { group, config: own } of networksOf(fitToData(config, known).config)) {
      const described = await describeNetwork(own, known);
      for (const note of described.notes) reporter.note(note);
      const { facts } = await inspectDescribed(described, known);
      const summary = summariseNetwork(facts, known.sample.shape, known.classes.length);
      summaries.push({ ...summary, ...(group !== undefined && { group }) });
    }
    if (json) summaries.forEach(printJson);
    else printLines(render(summaries));
    return EXIT_STATUS.succeeded;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitStatus;
    throw error;
  }
}

/** What is to be built: the run's network, or where members differ, that of each group. */
function networksOf(config: PlacedDocument): { group?: string; config: PlacedDocument }[] {
  const groups = resolvedGroups(config);
  if (groups.length === 0) return [{ config }];
  return groups.map((group) => ({ group: group.name, config: group.config }));
}

/** The networks one below the other, each under its group's name. */
function render(summaries: readonly NetworkSummary[]): string[] {
  const style = styleFor(process.stdout, process.env);
  const width = process.stdout.columns ?? Infinity;
  return summaries.flatMap((summary, index) => {
    const lines = renderNetwork(summary, width, style);
    if (summary.group === undefined) return lines;
    return [...(index > 0 ? [''] : []), style('bold', `group '${summary.group}'`), ...lines];
  });
}

function withPath(configuration: ConfigFlags, path: string | undefined): ConfigFlags {
  if (path === undefined) return configuration;
  if (configuration.config === undefined) return { ...configuration, config: path };
  throw new ChorusError('invalid', `${path} and --config say the same: leave one of them out`);
}
