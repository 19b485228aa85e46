import type { AttemptLost__Output } from './generated/chorus/v1/AttemptLost.ts';
import type { EnsembleValidated__Output } from './generated/chorus/v1/EnsembleValidated.ts';
import type { ExpectedGain__Output } from './generated/chorus/v1/ExpectedGain.ts';
import type { LogLine__Output } from './generated/chorus/v1/LogLine.ts';
import type { MemberAdded__Output } from './generated/chorus/v1/MemberAdded.ts';
import type { MemberAssigned__Output } from './generated/chorus/v1/MemberAssigned.ts';
import type { MemberCheckpoint__Output } from './generated/chorus/v1/MemberCheckpoint.ts';
import type { MemberDone__Output } from './generated/chorus/v1/MemberDone.ts';
import type { MemberEpoch__Output } from './generated/chorus/v1/MemberEpoch.ts';
import type { MemberPredicting__Output } from './generated/chorus/v1/MemberPredicting.ts';
import type { MemberTraining__Output } from './generated/chorus/v1/MemberTraining.ts';
import type { Progress__Output } from './generated/chorus/v1/Progress.ts';
import type { RunEvent as WireRunEvent } from './generated/chorus/v1/RunEvent.ts';
import type { RunEvent__Output } from './generated/chorus/v1/RunEvent.ts';
import type { RunFinished__Output } from './generated/chorus/v1/RunFinished.ts';
import type { RunNotice__Output } from './generated/chorus/v1/RunNotice.ts';
import type { RunResult__Output } from './generated/chorus/v1/RunResult.ts';
import type { RunStopped__Output } from './generated/chorus/v1/RunStopped.ts';
import type { ValidationResult__Output } from './generated/chorus/v1/ValidationResult.ts';
import {
  decodeRunConfig,
  encodeRunConfig,
  type RunConfig,
  type RunMember,
} from '@chorus/run-config/document';
import { decodeRunMember } from './wire-run-member.ts';
import { required } from './required.ts';

/** What is absent is left out. */
interface Done extends Pick<MemberDone__Output, 'member' | 'attempt' | 'predictionsSha256'> {
  topologySha256?: string;
  weightsSha256?: string;
  testLoss?: number;
  testAccuracy?: number;
  validation?: ValidationResult__Output;
  predictSeconds?: number;
}

interface Added extends Pick<MemberAdded__Output, 'member'> {
  backupOf?: number;
}

interface Validated extends Omit<EnsembleValidated__Output, 'gain'> {
  gain?: ExpectedGain__Output;
}

interface Finished extends Pick<RunFinished__Output, 'status' | 'reason'> {
  result?: RunResult__Output;
  reportSha256?: string;
}

/** What happened, and to which member; see run_service.proto for each. */
export type RunEventBody =
  | { type: 'submitted'; config: RunConfig; members: RunMember[] }
  | ({ type: 'added' } & Added)
  | ({ type: 'assigned' } & MemberAssigned__Output)
  | ({ type: 'training' } & MemberTraining__Output)
  | { type: 'progress'; member: number; attempt: number; progress: Progress__Output }
  | ({ type: 'epoch' } & MemberEpoch__Output)
  | ({ type: 'checkpoint' } & MemberCheckpoint__Output)
  | ({ type: 'predicting' } & MemberPredicting__Output)
  | ({ type: 'done' } & Done)
  | ({ type: 'lost' } & AttemptLost__Output)
  | { type: 'log'; member: number; attempt: number; line: LogLine__Output }
  | ({ type: 'notice' } & RunNotice__Output)
  | ({ type: 'validated' } & Validated)
  | ({ type: 'stopped' } & RunStopped__Output)
  | ({ type: 'finished' } & Finished);

/**
 * One thing that happened in a run. `sequence` counts from 1 without gaps; it is 0 on `progress`,
 * which is shown and not kept. `timeMs` is the coordinator's clock, as Unix time in milliseconds. `previous`
 * makes a chain of those that are kept: the SHA-256 of the line before; absent in runs of older versions.
 */
export type RunEvent = {
  sequence: number;
  timeMs: number;
  runId: string;
  previous?: string;
} & RunEventBody;

/** The event as the wire carries it: its type is the name of the field that is set. */
export function encodeRunEvent(event: RunEvent): WireRunEvent {
  const { sequence, timeMs, runId, previous, type, ...fields } = event;
  const wired = 'config' in fields ? { ...fields, config: encodeRunConfig(fields.config) } : fields;
  return { sequence, timeMs, runId, ...(previous !== undefined && { previous }), [type]: wired };
}

/** The events that wire messages carry; those of a type that only a newer version knows are passed over. */
export async function* decodeRunEvents(
  messages: AsyncIterable<RunEvent__Output>,
): AsyncGenerator<RunEvent> {
  for await (const message of messages) {
    const event = decodeRunEvent(message);
    if (event) yield event;
  }
}

/** @returns undefined when this version does not know the event's type */
function decodeRunEvent(message: RunEvent__Output): RunEvent | undefined {
  const { sequence, timeMs, runId, previous, event: type } = message;
  if (type === undefined) return undefined;
  const fields = present(required(message[type], type));
  const link = typeof previous === 'string' && { previous };
  const event = { sequence, timeMs, runId, ...link, type, ...fields } as RunEvent;
  if (message.submitted) {
    const { config, members } = message.submitted;
    const decoded = { config: decodeRunConfig(config), members: members.map(decodeRunMember) };
    return { ...event, ...decoded } as RunEvent;
  }
  return event;
}

/** The fields that are there, without the names that proto-loader gives optional ones. */
function present(fields: object): object {
  const entries = Object.entries(fields);
  return Object.fromEntries(
    entries.filter(([name, value]) => value !== null && !name.startsWith('_')),
  );
}
