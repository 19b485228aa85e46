import type { RunConfig } from '@chorus/proto';
import { epochsOf } from '@chorus/run-config/config-of-group';
import { trainedOn } from '@chorus/run-config/trained-samples';
import type { MemberView, RunView } from './run-view.ts';

/** How much of the member's training is done, 0 to 1. */
export function trainingShare(member: MemberView, config: RunConfig): number {
  if (member.phase === 'predicting' || member.phase === 'done') return 1;
  return epochsDone(member) / Math.max(1, epochsOf(config, member));
}

/** Seconds until the member is trained; undefined before its first progress. */
export function memberSecondsLeft(member: MemberView, config: RunConfig): number | undefined {
  if (trainingShare(member, config) === 1) return 0;
  const perEpoch = secondsPerEpoch(member, config);
  return perEpoch && (epochsOf(config, member) - epochsDone(member)) * perEpoch;
}

/**
 * Seconds until all members are trained, as if what is trained now were always trained at once;
 * undefined before the first progress.
 */
export function runSecondsLeft({ members, config }: RunView): number | undefined {
  const active = members.filter(({ phase }) => phase === 'training');
  const known = active.map((member) => memberSecondsLeft(member, config)).filter(isNumber);
  if (known.length === 0) return undefined;
  const speeds = active.map((member) => secondsPerEpoch(member, config)).filter(isNumber);
  const meanPerEpoch = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
  const waiting = members
    .filter(({ phase }) => phase === 'pending' || phase === 'assigned')
    .reduce((epochs, member) => epochs + epochsOf(config, member), 0);
  const work = known.reduce((sum, seconds) => sum + seconds, 0) + waiting * meanPerEpoch;
  return Math.max(work / active.length, ...known);
}

/** Epochs and the part of the one under way. */
function epochsDone({ epochs, progress }: MemberView): number {
  return epochs.length + (progress && progress.batches > 0 ? progress.batch / progress.batches : 0);
}

function secondsPerEpoch({ epochs, progress }: MemberView, config: RunConfig): number | undefined {
  const last = epochs.at(-1);
  if (last) return last.seconds;
  if (!progress?.samplesPerSecond) return undefined;
  return trainedOn(config.dataset) / progress.samplesPerSecond;
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}
