import type { RunEvent, RunEventBody } from '@chorus/proto';
import { resolveMembers } from '@chorus/run-config';
import { sampleConfig } from '@chorus/run-config/testing';
import type { DatasetFacts } from '../src/dataset-facts.ts';
import type { Report } from '../src/report.ts';
import { resultOf } from '../src/run-result.ts';
import { applyEvent } from '../src/apply-event.ts';
import type { RunView } from '../src/run-view.ts';

/** When the sample run was submitted. */
export const START_MS = 1_700_000_000_000;

export const RUN_ID = '20260102-030405-abcd';

/** Events in order, one second after the other, with their sequence numbers; `progress` has 0. */
export function sampleEvents(...bodies: RunEventBody[]): RunEvent[] {
  let sequence = 0;
  return bodies.map((body, index) => ({
    sequence: body.type === 'progress' ? 0 : ++sequence,
    timeMs: START_MS + 1000 * index,
    runId: RUN_ID,
    ...body,
  }));
}

export function submitted(members = 2): RunEventBody {
  const list = Array.from({ length: members }, (_, index) => ({ seed: 100 + index }));
  const config = sampleConfig({ members: { count: members } });
  return { type: 'submitted', config, members: list };
}

/** A run whose members are the states of one training. */
export function submittedChain(members: number): RunEventBody {
  const config = sampleConfig({ members: { count: members, snapshots: true } });
  return { type: 'submitted', config, members: resolveMembers(config) };
}

export function assigned(member: number, attempt = 1, resumedEpoch = 0): RunEventBody {
  return { type: 'assigned', member, attempt, worker: 'gpu-box-1f2e', resumedEpoch };
}

export function training(member: number, attempt = 1): RunEventBody {
  return { type: 'training', member, attempt, backend: 'tensorflow', device: 'cpu' };
}

export function epoch(member: number, number: number): RunEventBody {
  const figures = { loss: 1.2345, accuracy: 0.561, seconds: 8, samplesPerSecond: 2310.4 };
  return { type: 'epoch', member, attempt: 1, epoch: number, ...figures };
}

export function progress(member: number, number: number, batch: number): RunEventBody {
  const figures = { batch, batches: 10, loss: 1.1, accuracy: 0.6, samplesPerSecond: 125 };
  return { type: 'progress', member, attempt: 1, progress: { epoch: number, ...figures } };
}

export function done(member: number): RunEventBody {
  const digest = 'cd'.repeat(32);
  const figures = { testLoss: 1.07, testAccuracy: 0.6302, predictionsSha256: digest };
  return { type: 'done', member, attempt: 1, ...figures };
}

/** @param change by default the member is tried again at once */
export function lost(
  member: number,
  kind: string,
  change: { retried?: boolean; retryAfterMs?: number } = {},
): RunEventBody {
  const reason = `by ${kind}`;
  return {
    type: 'lost',
    member,
    attempt: 1,
    kind,
    reason,
    retried: true,
    retryAfterMs: 0,
    ...change,
  };
}

export function succeeded(): RunEventBody {
  return { type: 'finished', status: 'succeeded', reason: '', result: resultOf(sampleReport()) };
}

export function failed(reason: string): RunEventBody {
  return { type: 'finished', status: 'failed', reason };
}

/** @param reason default: what the coordinator says when a user wished it */
export function cancelled(reason = 'it was cancelled'): RunEventBody {
  return { type: 'finished', status: 'cancelled', reason };
}

/** The view after these events. */
export function viewOf(...bodies: RunEventBody[]): RunView {
  let view: RunView | undefined;
  for (const event of sampleEvents(...bodies)) view = applyEvent(view, event);
  return view!;
}

export function sampleReport(): Report {
  const { name, sha256, synthetic, classes } = sampleConfig().dataset;
  const member = {
    worker: 'gpu-box-1f2e',
    backend: 'tensorflow',
    attempts: 1,
    epochs: [
      { epoch: 1, loss: 2, accuracy: 0.3, seconds: 9, samplesPerSecond: 111 },
      { epoch: 2, loss: 1.5, accuracy: 0.5, seconds: 7, samplesPerSecond: 143 },
    ],
    classAccuracies: [0.7, 0.5],
    predictionsSha256: 'cd'.repeat(32),
  };
  return {
    runId: RUN_ID,
    status: 'succeeded',
    dataset: { name, sha256, synthetic, trainSamples: 1000, testSamples: 100, classes },
    members: [
      { ...member, member: 1, seed: 100, testLoss: 1.07, testAccuracy: 0.63 },
      { ...member, member: 2, seed: 101, attempts: 2, testLoss: 1.11, testAccuracy: 0.61 },
    ],
    missing: [],
    ensemble: {
      method: 'sum',
      accuracy: 0.69,
      accuracyByMembers: [0.63, 0.69],
      nll: 0.91,
      brier: 0.42,
      ece: 0.03,
      disagreement: 0.35,
      classAccuracies: [0.75, 0.6],
      confusion: [
        [45, 15],
        [16, 24],
      ],
      calibration: Array.from({ length: 15 }, () => ({ samples: 0, confidence: 0, accuracy: 0 })),
    },
    samples: [
      { index: 17, actual: 'disc', predicted: 'disc', votes: ['disc', 'ring'] },
      { index: 4, actual: 'ring', predicted: 'disc', votes: ['disc', 'disc'] },
    ],
    wallSeconds: 75,
  };
}

/** What a run's dataset says of itself: 60 + 12 pictures of two classes. */
export function sampleFacts(change: Partial<DatasetFacts> = {}): DatasetFacts {
  return {
    ...{ name: 'pets', sha256: 'd'.repeat(64), synthetic: false, classes: ['cat', 'dog'] },
    sample: { shape: [28, 28, 1], type: 'uint8' },
    splits: [
      { split: 'train', samples: 60, byClass: [40, 20] },
      { split: 'test', samples: 12, byClass: [6, 6] },
    ],
    findings: [{ kind: 'left-out', text: 'Two files are no images.', count: 2 }],
    ...change,
  };
}
