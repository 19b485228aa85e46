import type { RunEventBody } from '@chorus/proto';
import { liftRunConfig } from '@chorus/run-config';
import type { Command, Report, RunOutcome } from '@chorus/scheduler';
import type { AttemptRef } from '@chorus/scheduler';
import type { JournalRecord } from '../journal/record.ts';

export type KeptBody = Exclude<RunEventBody, { type: 'progress' }>;

/** An event of a run, before it has a number. */
export interface Happening {
  readonly runId: string;
  readonly body: KeptBody;
}

/**
 * What people are told about a record that was journalled. C6: the same records give the same events
 * in the same order, to the byte, so that a watcher who comes back after a restart finds numbers and chain unchanged.
 */
export function runEventsOf(record: JournalRecord, commands: readonly Command[]): Happening[] {
  return commands.flatMap((command) => {
    const happening = happeningOf(record, command);
    return happening ? [happening] : [];
  });
}

function happeningOf(record: JournalRecord, command: Command): Happening | undefined {
  switch (command.type) {
    case 'accepted':
      return acceptedRecord(record);
    case 'assign': {
      const { ref, workerId: worker, resume, again } = command;
      if (again) return undefined;
      return about(ref, { type: 'assigned', worker, resumedEpoch: resume?.epoch ?? 0 });
    }
    case 'attempt-ended': {
      const { ref, kind, reason, retryAfterMs } = command;
      const retried = retryAfterMs !== undefined;
      return about(ref, { type: 'lost', kind, reason, retried, retryAfterMs: retryAfterMs ?? 0 });
    }
    case 'member-cancelled': {
      const { runId, member, reason } = command;
      const never = { attempt: 0, retried: false, retryAfterMs: 0 };
      return { runId, body: { type: 'lost', member, kind: 'cancelled', reason, ...never } };
    }
    case 'member-added': {
      const { runId, member, backupOf } = command;
      return {
        runId,
        body: { type: 'added', member, ...(backupOf !== undefined && { backupOf }) },
      };
    }
    case 'notice': {
      const { runId, message } = command;
      return { runId, body: { type: 'notice', level: 'warn', message } };
    }
    case 'run-stopped': {
      const { runId, membersDone, expectedGain, savedSeconds } = command;
      return { runId, body: { type: 'stopped', membersDone, expectedGain, savedSeconds } };
    }
    case 'run-ended':
      return { runId: command.runId, body: finished(command.outcome) };
    default:
      return undefined;
  }
}

function acceptedRecord(record: JournalRecord): Happening | undefined {
  switch (record.type) {
    case 'run-submitted': {
      const { runId, members } = record;
      // Of one that comes from the wire the keys have another order than of one that the journal gives back.
      const config = liftRunConfig(record.config);
      return { runId, body: { type: 'submitted', config, members: [...members] } };
    }
    case 'ensemble-validated': {
      const { members, ...worth } = record.validation;
      return { runId: record.runId, body: { type: 'validated', members: [...members], ...worth } };
    }
    case 'attempt-logged':
      return about(record.ref, { type: 'log', line: record.line });
    case 'attempt-reported': {
      const body = reported(record.report);
      return body && about(record.ref, body);
    }
    default:
      return undefined;
  }
}

/** @returns undefined when the end of the attempt, a command of its own, says it all */
function reported(report: Report): WithoutAttempt<KeptBody> | undefined {
  switch (report.type) {
    case 'started':
      return { ...report, type: 'training' };
    case 'result': {
      const { testLoss, testAccuracy, validation, predictSeconds } = report;
      const { predictionsSha256, topologySha256, weightsSha256 } = report;
      const timed = predictSeconds !== undefined && { predictSeconds };
      // What is only predicted has no classes that somebody knows, and leaves no model.
      const model = topologySha256 !== undefined &&
        weightsSha256 !== undefined && { topologySha256, weightsSha256 };
      if (!model && !report.isGiven) return { type: 'done', predictionsSha256, ...timed };
      const files = { predictionsSha256, ...model, ...timed };
      // The test set stays sealed: else people would decide by it.
      if (validation) return { type: 'done', ...files, validation };
      return { type: 'done', testLoss, testAccuracy, ...files };
    }
    case 'failure':
    case 'handed-back':
      return undefined;
    default:
      return report;
  }
}

function finished(outcome: RunOutcome): KeptBody {
  const { status } = outcome;
  if (outcome.status !== 'succeeded') return { type: 'finished', status, reason: outcome.reason };
  const { result, reportSha256 } = outcome;
  return {
    ...{ type: 'finished', status, reason: '' },
    ...(result && { result: { accuracy: result.accuracy, members: [...result.members] } }),
    ...(reportSha256 !== undefined && { reportSha256 }),
  };
}

type WithoutAttempt<Body> = Body extends { attempt: number }
  ? Omit<Body, 'member' | 'attempt'>
  : never;

function about({ runId, member, attempt }: AttemptRef, body: WithoutAttempt<KeptBody>): Happening {
  return { runId, body: { ...body, member, attempt } as KeptBody };
}
