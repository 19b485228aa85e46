import { configDigest, specifyMember, type RunConfig } from '@chorus/proto';
import { liftRunConfig } from '@chorus/run-config';
import { altered, readJson, type FinishedRun } from '@chorus/run-files';
import { existsSync } from 'node:fs';
import type { Findings } from './findings.ts';
import { firstDifference } from './first-difference.ts';

/** What is checked of run.json. */
interface Described {
  readonly runId: string;
  readonly config: RunConfig;
  readonly configSha256: string;
  readonly members: readonly { readonly member: number }[];
}

/** Checks that run.json has the configuration that was submitted, under its digest, and what follows from it. */
export function checkDescription(run: FinishedRun, findings: Findings): void {
  const { path } = run.folder.description;
  const { runId, config, configSha256, members } = readJson(path) as Described;
  requireSame(path, 'runId', run.runId, runId);
  requireSame(path, 'configSha256', configDigest(config), configSha256);
  const difference = firstDifference(run.config, liftRunConfig(config), []);
  if (difference) {
    requireSame(path, `config.${difference.path}`, difference.expected, difference.found);
  }
  if (run.report.events) {
    const expected = members.map((_, index) => ({
      member: index + 1,
      ...specifyMember(run.config, run.resolved(index + 1)),
    }));
    const other = firstDifference(JSON.parse(JSON.stringify(expected)), members, []);
    if (other) requireSame(path, `members${other.path}`, other.expected, other.found);
  }
  findings.whole('configuration', `as it was submitted; its SHA-256 is ${configSha256}`);
}

/** Checks that dataset.json, the labels and the report speak of the dataset that the configuration names. */
export function checkDataset(run: FinishedRun, findings: Findings): void {
  const { folder, config, report } = run;
  const { dataset } = config;
  requireSame(folder.reportPath, 'dataset.sha256', dataset.sha256, report.dataset.sha256);
  if (!existsSync(folder.datasetPath)) {
    findings.unknown('dataset', `${dataset.sha256}; an older version left no dataset.json`);
    return;
  }
  const { facts } = run;
  const path = folder.datasetPath;
  requireSame(path, 'sha256', dataset.sha256, facts.sha256);
  requireSame(path, 'classes', dataset.classes, facts.classes);
  requireSame(path, 'sample', dataset.sample, facts.sample);
  requireCounts(run);
  findings.whole('dataset', `${dataset.name}, whose fingerprint is ${dataset.sha256}`);
}

/** The labels of a run on all test samples are as many of each class as the dataset has. */
function requireCounts(run: FinishedRun): void {
  const { testLimit, testSamples, classes } = run.config.dataset;
  const split = run.facts.splits.find((own) => own.split === 'test');
  if (!split || testLimit !== testSamples) return;
  const counts = classes.map(() => 0);
  for (const label of run.labels()) counts[label]! += 1;
  requireSame(run.folder.datasetPath, 'splits of the test set', counts, split.byClass);
}

function requireSame(path: string, field: string, expected: unknown, found: unknown): void {
  const isSame = firstDifference(expected, found, []) === undefined;
  if (isSame) return;
  const say = (value: unknown) => JSON.stringify(value) ?? 'nothing';
  const problem = `its ${field} is ${say(found)}, but the run's other files say ${say(expected)}`;
  throw altered(path, problem);
}
