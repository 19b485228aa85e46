import type { RunConfig, RunEvent } from '@chorus/proto';
import { epochsOf } from '@chorus/run-config/config-of-group';
import { trainedOn, validatedOn } from '@chorus/run-config/trained-samples';
import { LOG_LEVELS, type LogLevel } from '@chorus/telemetry/log-line';
import { describeEnsemble, describeGain, describeStop } from './ensemble-words.ts';
import {
  formatAccuracy,
  formatCount,
  formatDataset,
  formatLoss,
  formatRate,
  formatSeconds,
} from './format.ts';
import { describeFigures } from './epoch-words.ts';
import { describeMembers, nameMember } from './group-words.ts';
import { epochOf } from './epoch-of.ts';
import { newMemberView, type MemberView, type RunView, worthOf } from './run-view.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

/** What an event of one type does to a run's view, and how terminal, log and page tell it. */
export interface RunEventKind<Event> {
  /** Changes the view, which has the event's member, in place; absent where nothing in it changes. */
  readonly apply?: (view: RunView, event: Event) => void;
  /** The event in words without the run and the member, of a view to which it was applied. */
  readonly words: (event: Event, view: RunView) => string;
  /** How loud it is; `info` where this is absent. */
  readonly level?: (event: Event) => LogLevel;
  /** Whether the terminal has a line of it: always, only where no board shows it, or never. */
  readonly terminal: 'always' | 'without-board' | 'never';
  /** What the terminal's line begins with; where this is absent, the member, if there is one. */
  readonly subject?: (event: Event, view: RunView) => string;
  /** What terminal and page put before the words, as neither has a column for it. */
  readonly aside?: (event: Event) => string;
  /** Whether the page's log has a line of it: false for what the page shows better elsewhere. */
  readonly page: boolean;
}

/** Every type of event: the one place that says what it changes, how it is told, and how loud it is. */
export const RUN_EVENTS: { readonly [Type in RunEvent['type']]: RunEventKind<EventOf<Type>> } = {
  submitted: {
    words: (_, view) => planOf(view),
    terminal: 'without-board',
    subject: ({ runId }) => `run ${runId}:`,
    page: true,
  },
  added: {
    apply: (view, { member, backupOf }) => {
      const added = newMemberView(member);
      view.members.push(backupOf === undefined ? added : { ...added, backupOf });
    },
    words: ({ backupOf }, { config }) => {
      const why = backupOf === undefined ? '' : `member ${backupOf} lags, and `;
      return `is added: ${why}the first ${config.members.count} to finish count`;
    },
    terminal: 'without-board',
    page: true,
  },
  assigned: {
    apply: (view, event) => {
      const member = memberOf(view, event);
      member.phase = 'assigned';
      member.attempt = event.attempt;
      member.worker = event.worker;
      member.epochs = member.epochs.filter(({ epoch }) => epoch <= event.resumedEpoch);
      member.resumedEpoch = event.resumedEpoch;
      member.progress = undefined;
    },
    words: ({ worker, resumedEpoch }) =>
      `goes to ${worker}` +
      (resumedEpoch === 0 ? '' : `, from its checkpoint after epoch ${resumedEpoch}`),
    terminal: 'without-board',
    // The first attempt goes without saying.
    aside: ({ attempt }) => (attempt === 1 ? '' : `(attempt ${attempt}) `),
    page: true,
  },
  training: {
    apply: (view, event) => {
      const { backend, device } = event;
      Object.assign(memberOf(view, event), { phase: 'training', backend, device });
    },
    words: ({ backend, device }) => `trains with ${backend} on ${device}`,
    terminal: 'never',
    page: false,
  },
  progress: {
    apply: (view, event) => {
      memberOf(view, event).progress = event.progress;
    },
    words: ({ progress }) => `epoch ${progress.epoch}, batch ${progress.batch}/${progress.batches}`,
    level: () => 'debug',
    terminal: 'never',
    page: false,
  },
  epoch: {
    apply: (view, event) => {
      const member = memberOf(view, event);
      member.epochs.push(epochOf(event));
      member.progress = undefined;
    },
    words: ({ member, epoch, seconds, samplesPerSecond, ...figures }, view) =>
      `epoch ${epoch}/${epochsOf(view.config, memberOf(view, { member }))}: ${describeFigures(figures)}, ` +
      `${seconds.toFixed(1)} s, ${formatRate(samplesPerSecond)}`,
    terminal: 'without-board',
    page: false,
  },
  checkpoint: {
    words: ({ epoch }) => `has a checkpoint after epoch ${epoch}`,
    level: () => 'debug',
    terminal: 'never',
    page: false,
  },
  predicting: {
    apply: (view, event) => {
      memberOf(view, event).phase = 'predicting';
    },
    words: (_, { config }) => (config.predicts ? 'predicts' : 'predicts the test samples'),
    terminal: 'never',
    page: false,
  },
  done: {
    apply: (view, event) => {
      const { testLoss, testAccuracy, validation, predictionsSha256, predictSeconds } = event;
      const member = memberOf(view, event);
      member.phase = 'done';
      if (testLoss !== undefined) member.testLoss = testLoss;
      if (testAccuracy !== undefined) member.testAccuracy = testAccuracy;
      if (validation) member.validation = validation;
      member.predictionsSha256 = predictionsSha256;
      if (predictSeconds !== undefined) member.predictSeconds = predictSeconds;
    },
    words: (event) => {
      const worth = worthOf(event);
      if (!worth) return 'is done';
      const { set, loss, accuracy } = worth;
      return `is done: ${set} loss ${formatLoss(loss)}, ${set} accuracy ${formatAccuracy(accuracy)}`;
    },
    terminal: 'without-board',
    page: true,
  },
  lost: {
    apply: (view, event) => {
      const member = memberOf(view, event);
      member.phase = phaseAfter(event);
      member.lostKind = event.kind;
      member.lostReason = event.reason;
    },
    words: (event) => {
      if (event.attempt === 0) return `is cancelled: ${event.reason}`;
      if (event.kind === 'cancelled') return `is stopped: ${event.reason}`;
      return `lost attempt ${event.attempt}: ${event.reason}; ${describeRetry(event)}`;
    },
    level: ({ attempt, kind, retried }) => {
      if (kind === 'cancelled') return attempt === 0 ? 'warn' : 'info';
      return retried ? 'warn' : 'error';
    },
    terminal: 'always',
    page: true,
  },
  log: {
    words: ({ line }) => line.message,
    level: ({ line }) => knownLevel(line.level),
    terminal: 'always',
    subject: (event, view) => `${nameMember(view.config, memberOf(view, event))}:`,
    page: true,
  },
  notice: {
    words: ({ message }) => message,
    level: ({ level }) => knownLevel(level),
    terminal: 'always',
    page: true,
  },
  validated: {
    apply: (view, { members, accuracy, accuracyLow, accuracyHigh, gain }) => {
      const worth = { members, accuracy, accuracyLow, accuracyHigh, ...(gain && { gain }) };
      view.ensembles = [...(view.ensembles ?? []), worth];
    },
    words: (event) => {
      const gain = describeGain(event);
      return describeEnsemble(event) + (gain ? `; ${gain}` : '');
    },
    terminal: 'without-board',
    page: true,
  },
  stopped: {
    apply: (view, { membersDone, expectedGain, savedSeconds }) => {
      view.stopped = { membersDone, expectedGain, savedSeconds };
      const end = { phase: 'cancelled', lostKind: 'cancelled', lostReason: 'its run ends early' };
      for (const member of view.members) if (member.phase === 'pending') Object.assign(member, end);
    },
    words: (event, { config }) => describeStop(event, config.combining.stopWhenGainBelow!),
    terminal: 'always',
    subject: ({ runId }) => `run ${runId}`,
    page: true,
  },
  finished: {
    apply: (view, { status, reason, result, timeMs }) => {
      view.status = status as RunView['status'];
      view.reason = reason;
      if (result) view.result = result;
      view.finishedMs = timeMs;
      unsealTestSet(view);
      for (const member of view.members) {
        if (status === 'cancelled' && member.phase === 'pending') member.phase = 'cancelled';
      }
    },
    words: (_, view) => describeOutcome(view),
    level: ({ status }) => (status === 'failed' ? 'error' : 'info'),
    // It has a summary of its own.
    terminal: 'never',
    page: true,
  },
};

/** The entry of an event's type; undefined for a type that only a newer version knows. */
export function kindOfEvent<Event extends RunEvent>(
  event: Event,
): RunEventKind<RunEvent> | undefined {
  // TypeScript does not see that the entry found by the event's type is the one for the event.
  return RUN_EVENTS[event.type] as RunEventKind<RunEvent> | undefined;
}

/** What becomes of a member that has lost its attempt: `it is tried again in 4 s`, `it is given up`. */
export function describeRetry(lost: { retried: boolean; retryAfterMs: number }): string {
  const { retried, retryAfterMs } = lost;
  if (!retried) return 'it is given up';
  return `it is tried again${retryAfterMs > 0 ? ` in ${formatSeconds(retryAfterMs)}` : ''}`;
}

/** What the coordinator gives as the reason when no more is known. */
const A_USER_WISHED_IT = 'it was cancelled';

/** How a run that has ended did so, in words that follow its name. */
export function describeOutcome({ status, reason }: RunView): string {
  if (status === 'failed') return `failed: ${reason}`;
  if (status !== 'cancelled') return status;
  return `was cancelled${reason === A_USER_WISHED_IT ? '' : `: ${reason}`}`;
}

function planOf({ config }: RunView): string {
  const { members, dataset, execution, predicts } = config;
  if (predicts) return `${describePredicting(config)}, threads ${execution.threads}`;
  const validated = validatedOn(config);
  const { folds } = members;
  const inFolds = folds === undefined ? '' : ` in ${folds} folds`;
  const heldOut = validated > 0 ? `, ${validated} validation${inFolds}` : '';
  const samples = `${trainedOn(dataset)} training${heldOut} and ${dataset.testLimit} test samples`;
  return (
    `${formatCount(members.count, 'member')}, ${formatDataset(dataset)}, ` +
    `${samples}, ${describeMembers(config).join('; ')}, seed ${members.seed}, threads ${execution.threads}`
  );
}

/** What a run that only predicts is about: `predicts 5300 samples with the 4 members of run …, each in 2 parts`. */
export function describePredicting({ predicts, members, dataset }: RunConfig): string {
  const [{ count } = { count: 1 }] = members.groups ?? [];
  const parts = count === 1 ? '' : `, each in ${count} parts`;
  const trained = formatCount(members.count / count, 'member');
  return `predicts ${formatCount(dataset.testLimit, 'sample')} with the ${trained} of run ${predicts!.run}${parts}`;
}

function memberOf(view: RunView, { member }: { member: number }): MemberView {
  return view.members[member - 1]!;
}

function phaseAfter({ retried, kind }: { retried: boolean; kind: string }): MemberView['phase'] {
  if (retried) return 'pending';
  return kind === 'cancelled' ? 'cancelled' : 'failed';
}

/** Takes from the result what members are worth on the test set, which a validation set seals until then. */
function unsealTestSet({ members, result }: RunView): void {
  if (!result || !members.some(({ validation }) => validation)) return;
  for (const { member, testLoss, testAccuracy } of result.members) {
    Object.assign(members[member - 1]!, { testLoss, testAccuracy });
  }
}

function knownLevel(level: string): LogLevel {
  return LOG_LEVELS.find((known) => known === level) ?? 'info';
}
