/**
 * Proves a run from its folder alone.
 *
 * VERIFY-1: every byte of a sealed run is covered: by the manifest, which covers itself; and every figure of the report is
 *   made again by the functions that made it, so that no new figure can be forgotten.
 * VERIFY-2: what cannot be told is said: nothing passes in silence.
 */
import { ChorusError } from '@chorus/proto';
import {
  alteration,
  altered,
  digestOfFile,
  FinishedRun,
  MANIFEST_FILE,
  PACKING_FILE,
  readEventLines,
  readPacking,
  RunFolder,
  type Packing,
  type RunManifest,
} from '@chorus/run-files';
import type { KeyObject } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import { checkDataset, checkDescription } from './check-description.ts';
import { checkEvents } from './check-events.ts';
import { checkFiles } from './check-files.ts';
import { checkReport } from './check-report.ts';
import { checkSignature } from './check-signature.ts';
import { checkValidation } from './check-validation.ts';
import { Findings, type Finding } from './findings.ts';

/** What a verification comes to. */
export interface Verification {
  readonly runId: string;
  /** Whether nothing was found altered. */
  readonly whole: boolean;
  readonly findings: readonly Finding[];
}

/** What is known of a run beside its folder. */
export interface VerifyOptions {
  /** The public key by which it must be signed; undefined: by none. */
  readonly key?: KeyObject | undefined;
}

/**
 * Verifies the run that a folder holds.
 *
 * @throws ChorusError `not-found` when it is no run's folder, `refused` when the run has no result
 */
export function verifyRun(path: string, { key }: VerifyOptions = {}): Verification {
  const absolute = resolve(path);
  const folder = new RunFolder(dirname(absolute), basename(absolute));
  const findings = new Findings();
  const packing = findings.look('packing', () => readPacking(folder.packingPath));
  const leftOut = packing?.leftOut ?? [];
  const manifest = lookAtFiles(folder, leftOut, findings);
  const run = openRun(path, findings);
  if (run) {
    findings.look('signature', () => checkSignature(folder, packing, key, findings));
    lookAtRun(run, manifest, leftOut, findings);
  }
  const runId = run?.runId ?? manifest?.runId ?? folder.runId;
  requireOfRun(packing, runId, findings);
  return { runId, whole: findings.areWhole, findings: findings.all };
}

function requireOfRun(packing: Packing | undefined, runId: string, findings: Findings): void {
  if (!packing || packing.runId === runId) return;
  const problem = `it is of run ${packing.runId}, not ${runId}`;
  findings.altered('packing', alteration(PACKING_FILE, problem));
}

function lookAtFiles(
  folder: RunFolder,
  leftOut: readonly string[],
  findings: Findings,
): RunManifest | undefined {
  return findings.look('files', () => {
    const manifest = folder.readManifest();
    if (manifest) checkFiles(folder.path, manifest, leftOut, findings);
    else if (folder.problem === undefined) {
      const text = `there is no ${MANIFEST_FILE}: an older version made the run. Pictures, curves and report.html cannot be checked`;
      findings.unknown('files', text);
    }
    return manifest;
  });
}

/** @returns undefined when what keeps it from being opened is something that was altered */
function openRun(path: string, findings: Findings): FinishedRun | undefined {
  try {
    return FinishedRun.open(path);
  } catch (error) {
    if (!(error instanceof ChorusError)) throw error;
    if (findings.areWhole && error.code !== 'corrupt') throw error;
    if (error.code === 'corrupt') findings.altered('run', error.message);
    return undefined;
  }
}

function lookAtRun(
  run: FinishedRun,
  manifest: RunManifest | undefined,
  leftOut: readonly string[],
  findings: Findings,
): void {
  const events = readEventLines(run.folder.eventsPath);
  findings.look('events', () => checkEvents(run, events, manifest, findings));
  findings.look('models', () => checkModels(run, leftOut, findings));
  findings.look('configuration', () => checkDescription(run, findings));
  findings.look('dataset', () => checkDataset(run, findings));
  findings.look('validation', () => checkValidation(run, findings));
  findings.look('report', () => checkReport(run, events, findings));
}

/** Compares the models with the digests that the events hold. */
function checkModels(run: FinishedRun, leftOut: readonly string[], findings: Findings): void {
  const kept = run.members.filter(
    ({ member, hasModel }) => hasModel && !leftOut.includes(`members/${member}/weights.bin`),
  );
  run.requireModels(kept.map(({ member }) => member));
  const unknown: number[] = [];
  for (const { member, modelPath, weightsPath } of kept) {
    const { topologySha256, weightsSha256 } = run.digestsOf(member);
    if (topologySha256 === undefined || weightsSha256 === undefined) unknown.push(member);
    else {
      requireDigest(modelPath, topologySha256);
      requireDigest(weightsPath, weightsSha256);
    }
  }
  if (unknown.length > 0) {
    findings.unknown('models', `members ${unknown.join(', ')}: an older version kept no digests`);
  } else if (kept.length > 0) {
    findings.whole('models', `${kept.length}, each as its member brought it`);
  }
}

function requireDigest(path: string, sha256: string): void {
  if (digestOfFile(path).sha256 === sha256) return;
  throw altered(path, "it is not what the run's events say that the member brought");
}
