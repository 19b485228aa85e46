import { bytesOf } from '@chorus/data';
import type { RunConfig, RunEventBody, RunMember } from '@chorus/proto';
import { resolveMembers } from '@chorus/run-config';
import { sampleConfig } from '@chorus/run-config/testing';
import { resultOf, type Report } from '@chorus/run-view';
import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { RunFolder } from '../src/run-folder.ts';

/** A run that {@link leaveRun} left. */
export interface LeftRun {
  readonly path: string;
  readonly runId: string;
  readonly config: RunConfig;
  /** [testSamples] */
  readonly labels: Int32Array;
  readonly validationLabels: Int32Array;
  /** Each member's, [testSamples, classes]. */
  readonly predictions: readonly Float32Array[];
  readonly validation: readonly Float32Array[];
}

/** How the run of a test ended. */
export type Ending = 'succeeded' | 'failed' | 'running';

const CLASSES = ['disc', 'ring', 'square'];
const TEST_SAMPLES = 12;
export const VALIDATION_SAMPLES = 6;

/**
 * Leaves the folder of a run of two members, whose models are no models, below a folder; no coordinator is needed.
 *
 * @param runsDir the folder in which the run's folder is made
 */
export function leaveRun(runsDir: string, ending: Ending = 'succeeded'): LeftRun {
  const runId = '20260102-030405-abcd';
  const config = sampleConfig({
    dataset: {
      classes: CLASSES,
      ...{ testSamples: TEST_SAMPLES, testLimit: TEST_SAMPLES },
      validationSamples: VALIDATION_SAMPLES,
    },
  });
  const members = resolveMembers(config);
  const folder = new RunFolder(runsDir, runId);
  const labels = labelsOf(TEST_SAMPLES);
  const validationLabels = labelsOf(VALIDATION_SAMPLES);
  const { name, sha256, synthetic, classes, sample } = config.dataset;
  const facts = {
    ...{ name, sha256, synthetic, classes, splits: [], findings: [] },
    sample: { ...sample, shape: [...sample.shape] },
  };
  folder.create(config, members, { labels, validationLabels, facts });
  const predictions = members.map((_, at) => predictionsOf(TEST_SAMPLES, at));
  const validation = members.map((_, at) => predictionsOf(VALIDATION_SAMPLES, at));
  const done = members.map((_, at) =>
    keepMember(folder, at + 1, predictions[at]!, validation[at]!),
  );
  const report = reportOf(runId, config, members, done);
  if (ending === 'succeeded') folder.writeReport(report, []);
  const bodies = [{ type: 'submitted', config, members }, ...done, ...endOf(ending, report)];
  const lines = bodies.map((body, at) =>
    JSON.stringify({ sequence: at + 1, timeMs: 1000 * at, runId, ...body }),
  );
  writeFileSync(folder.eventsPath, lines.map((line) => `${line}\n`).join(''));
  folder.artifacts.removeAll();
  return { path: folder.path, runId, config, labels, validationLabels, predictions, validation };
}

function labelsOf(samples: number): Int32Array {
  return Int32Array.from({ length: samples }, (_, sample) => sample % CLASSES.length);
}

/** Rows that sum to 1; the class that wins a row differs between members. */
function predictionsOf(samples: number, shift: number): Float32Array {
  return Float32Array.from({ length: samples * CLASSES.length }, (_, at) => {
    const [sample, classIndex] = [Math.floor(at / CLASSES.length), at % CLASSES.length];
    return (sample + shift) % CLASSES.length === classIndex ? 0.5 : 0.25;
  });
}

type Done = Extract<RunEventBody, { type: 'done' }>;

function keepMember(
  folder: RunFolder,
  member: number,
  predictions: Float32Array,
  validation: Float32Array,
): Done {
  const predictionsSha256 = upload(folder, bytesOf(predictions));
  const worth = { loss: 1, accuracy: 0.5, predictionsSha256: upload(folder, bytesOf(validation)) };
  const files = {
    predictionsSha256,
    topologySha256: upload(folder, Buffer.from(`{"member":${member}}`)),
    weightsSha256: upload(folder, Buffer.from([member, 2, 3, 4])),
    validation: worth,
  };
  folder.keepResult(member, files, CLASSES.length);
  return { type: 'done', member, attempt: 1, predictionsSha256, validation: worth };
}

function upload({ artifacts }: RunFolder, bytes: Uint8Array): string {
  const sha256 = hash('sha256', bytes);
  writeFileSync(artifacts.path(sha256), bytes);
  return sha256;
}

function reportOf(
  runId: string,
  { dataset }: RunConfig,
  members: readonly RunMember[],
  done: readonly Done[],
): Report {
  const { name, sha256, synthetic, classes, trainSamples, testSamples } = dataset;
  const worth = { testLoss: 1, testAccuracy: 0.5, classAccuracies: CLASSES.map(() => 0.5) };
  return {
    ...{ runId, status: 'succeeded' },
    dataset: { name, sha256, synthetic, trainSamples, testSamples, classes },
    members: members.map(({ seed }, at) => ({
      ...{ member: at + 1, seed, worker: 'w', backend: 'cpu', attempts: 1, epochs: [], ...worth },
      predictionsSha256: done[at]!.predictionsSha256,
    })),
    missing: [],
    ensemble: {
      ...{ method: 'sum', accuracy: 0.5, accuracyByMembers: [0.5, 0.5], nll: 1, brier: 0.5 },
      ...{ ece: 0, disagreement: 1, classAccuracies: worth.classAccuracies },
      ...{ confusion: null, calibration: [] },
    },
    samples: [],
    wallSeconds: 3,
  };
}

function endOf(ending: Ending, report: Report): RunEventBody[] {
  if (ending === 'running') return [];
  if (ending === 'failed') {
    return [{ type: 'finished', status: 'failed', reason: 'member 2 was given up' }];
  }
  return [{ type: 'finished', status: 'succeeded', reason: '', result: resultOf(report) }];
}
