import type {
  ExpectedGain,
  Progress,
  RunConfig,
  RunEvent,
  RunResult,
  ValidationResult,
} from '@chorus/proto';

/** One finished epoch: means over its training batches. */
export interface EpochView {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly seconds: number;
  readonly samplesPerSecond: number;
}

/** A member as its events tell: what an older attempt did is gone. */
export interface MemberView {
  readonly member: number;
  /** The member that lagged when this one was added. */
  readonly backupOf?: number;
  phase: 'pending' | 'assigned' | 'training' | 'predicting' | 'done' | 'failed' | 'cancelled';
  /** The newest attempt; 0 before the first. */
  attempt: number;
  worker: string;
  backend: string;
  device: string;
  epochs: EpochView[];
  progress?: Progress | undefined;
  /** Epochs that the newest attempt did not train again. */
  resumedEpoch?: number;
  /** Why the newest attempt ended without a result: see AttemptLost in run_service.proto. */
  lostKind?: string | undefined;
  lostReason?: string | undefined;
  /** With a validation set, not before the run has succeeded. */
  testLoss?: number;
  testAccuracy?: number;
  validation?: ValidationResult;
  predictionsSha256?: string;
}

/** What the ensemble of the members done by then was worth on the validation images. */
export interface EnsembleView {
  /** In their order. */
  readonly members: number[];
  /** 0 to 1, with its 95 % interval. */
  readonly accuracy: number;
  readonly accuracyLow: number;
  readonly accuracyHigh: number;
  /** What the next member was expected to add, likewise; unknown for a single member. */
  readonly gain?: ExpectedGain;
}

/** Why a run ended before all its members were trained, and what that saved: see RunStopped. */
export interface StoppedView {
  readonly membersDone: number;
  readonly expectedGain: number;
  readonly savedSeconds: number;
}

/** A run as its events tell: the fold of what {@link WatchRun} streams. */
export interface RunView {
  readonly runId: string;
  readonly config: RunConfig;
  readonly submittedMs: number;
  readonly members: MemberView[];
  status: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Why it did not succeed. */
  reason: string;
  /** The figures of its report; undefined until the run has succeeded. */
  result?: RunResult;
  finishedMs?: number;
  /** As members were done, from the first; undefined before. */
  ensembles?: EnsembleView[];
  stopped?: StoppedView;
}

/**
 * The view after one more event. The first event of a run, `submitted`, makes the view; every other
 * one changes the view in place and returns it. One of a type that only a newer version knows changes
 * nothing.
 *
 * @throws RangeError when a run's first event is not `submitted`, or the member does not exist
 */
export function applyEvent(view: RunView | undefined, event: RunEvent): RunView {
  if (event.type === 'submitted') return newRunView(event);
  if (!view) throw new RangeError(`run ${event.runId} begins with '${event.type}'`);
  if (event.type === 'finished') {
    view.status = event.status as RunView['status'];
    view.reason = event.reason;
    if (event.result) view.result = event.result;
    view.finishedMs = event.timeMs;
    unsealTestSet(view);
    for (const member of view.members) {
      if (view.status === 'cancelled' && member.phase === 'pending') member.phase = 'cancelled';
    }
    return view;
  }
  if (event.type === 'notice') return view;
  if (event.type === 'validated') {
    const { members, accuracy, accuracyLow, accuracyHigh, gain } = event;
    const worth = { members, accuracy, accuracyLow, accuracyHigh, ...(gain && { gain }) };
    view.ensembles = [...(view.ensembles ?? []), worth];
    return view;
  }
  if (event.type === 'stopped') {
    const { membersDone, expectedGain, savedSeconds } = event;
    view.stopped = { membersDone, expectedGain, savedSeconds };
    for (const member of view.members.filter(({ phase }) => phase === 'pending')) {
      Object.assign(member, { phase: 'cancelled', lostKind: 'cancelled', lostReason: ENDED_EARLY });
    }
    return view;
  }
  if (event.type === 'added') {
    view.members.push({ ...newMemberView(event.member), backupOf: event.lagging });
    return view;
  }
  // Of a newer version, and about the whole run.
  if (!('member' in event)) return view;
  const member = view.members[event.member - 1];
  if (!member) throw new RangeError(`run ${event.runId} has no member ${event.member}`);
  applyMemberEvent(member, event);
  return view;
}

/**
 * The member whose end a pending one waits for: each snapshot of one training begins when the one before
 * is done. Undefined when it waits only for a worker, or for nothing any more.
 */
export function waitsFor({ member, phase }: MemberView, view: RunView): number | undefined {
  if (!view.config.snapshots || view.status !== 'running' || phase !== 'pending') return undefined;
  const former = view.members[member - 2];
  return former && former.phase !== 'done' ? former.member : undefined;
}

function newRunView(event: Extract<RunEvent, { type: 'submitted' }>): RunView {
  const members = event.memberSeeds.map((_, index) => newMemberView(index + 1));
  return {
    runId: event.runId,
    config: event.config,
    submittedMs: event.timeMs,
    members,
    status: 'running',
    reason: '',
  };
}

function newMemberView(member: number): MemberView {
  const unknown = { worker: '', backend: '', device: '' };
  return { member, phase: 'pending', attempt: 0, ...unknown, epochs: [] };
}

const ENDED_EARLY = 'its run ends early';

/** With a validation set only the result tells what members are worth on the test set. */
function unsealTestSet({ members, result }: RunView): void {
  if (!result || !members.some(({ validation }) => validation)) return;
  for (const { member, testLoss, testAccuracy } of result.members) {
    Object.assign(members[member - 1]!, { testLoss, testAccuracy });
  }
}

type RunWide = 'submitted' | 'added' | 'notice' | 'validated' | 'stopped' | 'finished';
type MemberEvent = Exclude<RunEvent, { type: RunWide }>;

function applyMemberEvent(member: MemberView, event: MemberEvent): void {
  switch (event.type) {
    case 'assigned':
      member.phase = 'assigned';
      member.attempt = event.attempt;
      member.worker = event.worker;
      member.epochs = member.epochs.filter(({ epoch }) => epoch <= event.resumedEpoch);
      member.resumedEpoch = event.resumedEpoch;
      member.progress = undefined;
      break;
    case 'training':
      member.phase = 'training';
      member.backend = event.backend;
      member.device = event.device;
      break;
    case 'progress':
      member.progress = event.progress;
      break;
    case 'epoch': {
      const { epoch, loss, accuracy, seconds, samplesPerSecond } = event;
      member.epochs.push({ epoch, loss, accuracy, seconds, samplesPerSecond });
      member.progress = undefined;
      break;
    }
    case 'predicting':
      member.phase = 'predicting';
      break;
    case 'done':
      member.phase = 'done';
      if (event.testLoss !== undefined) member.testLoss = event.testLoss;
      if (event.testAccuracy !== undefined) member.testAccuracy = event.testAccuracy;
      if (event.validation) member.validation = event.validation;
      member.predictionsSha256 = event.predictionsSha256;
      break;
    case 'lost':
      member.phase = phaseAfter(event);
      member.lostKind = event.kind;
      member.lostReason = event.reason;
      break;
    case 'checkpoint':
    case 'log':
      break;
  }
}

function phaseAfter({ retried, kind }: { retried: boolean; kind: string }): MemberView['phase'] {
  if (retried) return 'pending';
  return kind === 'cancelled' ? 'cancelled' : 'failed';
}

/** Whether nobody is told yet what members are worth on the test images. */
export function isSealed({ config, status }: Pick<RunView, 'config' | 'status'>): boolean {
  return config.dataset.validationSamples > 0 && status !== 'succeeded';
}

/**
 * What a member that is done is worth, and on which images: while the test set is sealed, on the
 * validation images.
 */
export function worthOf(done: Pick<MemberView, 'testLoss' | 'testAccuracy' | 'validation'>): {
  set: 'test' | 'validation';
  loss: number;
  accuracy: number;
} {
  const { testLoss, testAccuracy, validation } = done;
  if (testLoss === undefined && validation) return { set: 'validation', ...validation };
  return { set: 'test', loss: testLoss!, accuracy: testAccuracy! };
}
