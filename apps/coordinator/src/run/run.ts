import type { Evaluation } from '@chorus/ensemble';
import {
  ChorusError,
  type Progress,
  type RunConfig,
  type RunEvent,
  type RunMember,
  type RunResult,
  type RunSummary,
} from '@chorus/proto';
import { resolveMember } from '@chorus/run-config';
import { testRows } from '@chorus/run-config/test-part';
import {
  drawSamples,
  EVENTS_FILE,
  writeEnsembleSummaries,
  hparamsOf,
  MemberSummaries,
  type RunFolder,
  type TestSet,
  validationLabelsOf,
} from '@chorus/run-files';
import { applyEvent, resultOf, type MemberView, type RunView } from '@chorus/run-view';
import type { AttemptRef } from '@chorus/scheduler';
import type { EvaluatedEnsemble } from '../arithmetic/evaluate-ensemble.ts';
import type { ValidateInput } from '../arithmetic/validate.ts';
import { buildReport } from './build-report.ts';
import { checkEvaluation } from './check-evaluation.ts';
import type { KeptBody } from './run-events.ts';
import { remainingSeconds } from './remaining-seconds.ts';
import type { NotableContent } from './read-notable.ts';
import { readView } from './read-view.ts';
import { RunLog } from './run-log.ts';
import { validationInput } from './validation-input.ts';

/** What is known of a run that has ended without a look into its folder. */
export interface EndedRun extends Omit<RunSummary, 'filesGone' | 'status'> {
  readonly status: RunView['status'];
}

/** One run: what happened in it, and the folder that it leaves. Decides nothing. */
export class Run {
  readonly runId: string;
  /** The members that were asked for. */
  readonly members: readonly RunMember[];
  readonly folder: RunFolder;
  readonly log: RunLog;
  /** Whether its events are a chain, and its folder is sealed when it has succeeded: not if an older version began it. */
  readonly isChained: boolean;
  readonly summaries: MemberSummaries;
  readonly #config: RunConfig | undefined;
  #testSet: TestSet | undefined;
  #view: RunView | undefined;
  #ended: EndedRun | undefined;

  /**
   * @param config undefined of a run that has ended, if its events are to tell it when somebody asks
   * @param isChained see {@link Run.isChained}
   */
  constructor(
    runId: string,
    config: RunConfig | undefined,
    members: readonly RunMember[],
    folder: RunFolder,
    isChained: boolean,
  ) {
    this.runId = runId;
    this.#config = config;
    this.members = members;
    this.folder = folder;
    this.summaries = new MemberSummaries(folder, (member) =>
      hparamsOf(this.config, this.resolved(member)),
    );
    this.isChained = isChained;
    this.log = new RunLog(runId, folder.eventsPath, isChained);
  }

  /** A run that has ended, of which its folder tells the rest when somebody asks. */
  static ended(ended: EndedRun, folder: RunFolder): Run {
    const run = new Run(ended.runId, undefined, [], folder, false);
    run.#ended = ended;
    run.log.forget();
    return run;
  }

  /** A run that goes on, after these events. */
  static begun(events: readonly RunEvent[], folder: RunFolder): Run {
    const [submitted] = events;
    if (submitted?.type !== 'submitted') throw new RangeError(`its first event is missing`);
    const { runId, config, members } = submitted;
    const run = new Run(runId, config, members, folder, submitted.previous !== undefined);
    run.log.restore(events);
    for (const event of events) run.#view = applyEvent(run.#view, event);
    return run;
  }

  /** @throws ChorusError `corrupt` when the run has ended and its events cannot be read */
  get config(): RunConfig {
    return this.#config ?? this.view.config;
  }

  /**
   * @throws RangeError before the run's first event; ChorusError `corrupt` when the run has ended and its
   *   events cannot be read
   */
  get view(): Readonly<RunView> {
    if (!this.#view && this.#ended) this.#view = readView(this.folder.eventsPath);
    if (!this.#view) throw new RangeError(`nothing has happened in run ${this.runId} yet`);
    return this.#view;
  }

  get status(): RunView['status'] {
    return this.#ended?.status ?? this.view.status;
  }

  get hasBegun(): boolean {
    return this.#view !== undefined || this.#ended !== undefined;
  }

  get hasEnded(): boolean {
    return this.status !== 'running';
  }

  /**
   * Makes the folder, or goes on with the one that is there: from now on results can be taken.
   *
   * @throws ChorusError `not-found` when the folder of a run that goes on is gone with what was in it,
   *   `invalid` when it cannot be made; DiskError when it cannot be written
   */
  open(testSet: TestSet): void {
    if (this.#view?.members.some(({ epochs }) => epochs.length > 0)) this.requireFiles();
    const all = this.#view?.members ?? this.members;
    const resolved = all.map((_, index) => this.resolved(index + 1));
    this.folder.create(this.config, resolved, testSet);
    this.log.open();
    this.#testSet = testSet;
  }

  /** @throws RangeError when the run is not open */
  requireTestSet(): TestSet {
    if (!this.#testSet) throw new RangeError(`run ${this.runId} is not open`);
    return this.#testSet;
  }

  /** @throws RangeError when the run has no such member */
  member(member: number): Readonly<MemberView> {
    const view = this.view.members[member - 1];
    if (!view) throw new RangeError(`run ${this.runId} has no member ${member}`);
    return view;
  }

  /** What is a member's own, also a backup's, which was not there when the run was submitted. */
  resolved(member: number): RunMember {
    return this.members[member - 1] ?? resolveMember(this.config, member);
  }

  /** @throws ChorusError `not-found` when it has none any more */
  requireFiles(): void {
    const { problem } = this.folder;
    if (problem === undefined) return;
    throw new ChorusError('not-found', `run ${this.runId} has no files any more: ${problem}`);
  }

  summary(): RunSummary {
    return { ...this.outline(), filesGone: this.folder.problem !== undefined };
  }

  /** What lists show of it, without what depends on its folder. */
  outline(): EndedRun {
    if (this.#ended) return this.#ended;
    const { runId, status, members, submittedMs, result } = this.view;
    const { predicts } = this.config;
    const outline = {
      runId,
      status,
      dataset: this.config.dataset.name,
      members: members.length,
      membersDone: members.filter(({ phase }) => phase === 'done').length,
      submittedMs,
      ...(result && { accuracy: result.accuracy }),
      ...(predicts && { predictsWith: predicts.run }),
    };
    if (status !== 'running') this.#ended = outline;
    return outline;
  }

  /**
   * What must be in the files before people are told of it; done again, it does nothing. While the
   * journal is replayed, no run is open: its files are there.
   *
   * @throws DiskError
   */
  prepare(timeMs: number, body: KeptBody): void {
    if (!this.#testSet) return;
    const isLast = body.type === 'done' || (body.type === 'lost' && !body.retried);
    if (body.type === 'added') {
      this.folder.description.addMember(body.member, this.resolved(body.member));
    }
    if (isLast) this.summaries.endMember(body.member, timeMs, body.type === 'done');
    if (body.type === 'finished' && body.status === 'succeeded') {
      this.folder.description.writeWorkers();
    }
  }

  /** @throws DiskError; nothing has then happened */
  append(timeMs: number, body: KeptBody): RunEvent {
    const event = this.log.append(timeMs, body);
    this.#view = applyEvent(this.#view, event);
    return event;
  }

  showProgress(timeMs: number, { member, attempt }: AttemptRef, progress: Progress): void {
    this.log.show(timeMs, { type: 'progress', member, attempt, progress });
  }

  /**
   * What uploaded predictions are worth, computed here from them alone (C4).
   *
   * @param labels of the images that were predicted
   * @param claimed what the worker says that they are worth
   * @throws ChorusError `invalid` when the worker is wrong: they are worth something else, or are no
   *   predictions; `not-found` or `corrupt` when the coordinator has lost what was uploaded
   */
  evaluate(predictionsSha256: string, labels: Int32Array, claimed: Evaluation): Evaluation {
    const bytes = this.folder.artifacts.read(predictionsSha256);
    return checkEvaluation(bytes, labels, this.config.dataset.classes.length, claimed);
  }

  /** The labels of the test samples that a member predicts. @throws RangeError when the run is not open */
  testLabels(member: number): Int32Array {
    const { labels } = this.requireTestSet();
    const { first, end } = testRows(labels.length, this.resolved(member));
    return labels.subarray(first, end);
  }

  /** The labels of the samples that a member is validated on; undefined when there are none. @throws RangeError when the run is not open */
  validationLabels(member: number): Int32Array | undefined {
    return validationLabelsOf(this.requireTestSet(), this.resolved(member));
  }

  /** What is to be validated of members that are done. */
  toValidate(members: readonly number[]): ValidateInput {
    const { config, folder } = this;
    const digestOf = (member: number) => this.member(member).validation!.predictionsSha256;
    const foldOf = (member: number) => this.resolved(member).samples?.fold?.number;
    const { validationLabels, folds } = this.requireTestSet();
    const run = { config, folder, labels: validationLabels!, folds, digestOf, foldOf };
    return validationInput(run, members);
  }

  /** Time on devices that the members not done would still take, see {@link remainingSeconds}. */
  remainingSeconds(): number {
    return remainingSeconds(this.view);
  }

  /**
   * Writes the report of the members that are done.
   *
   * @param evaluated what they are worth
   * @param notable what the dataset says of its notable samples
   * @returns its figures and its SHA-256, when it is on disk
   */
  writeReport(
    evaluated: EvaluatedEnsemble,
    notable: NotableContent,
    nowMs: number,
  ): { result: RunResult; reportSha256: string } {
    const report = buildReport(this, evaluated, notable, nowMs);
    const { samples } = this.requireTestSet();
    for (const member of report.members) this.summaries.writeTestResult(member, nowMs);
    const { config } = this;
    const path = this.folder.tensorboardPath('ensemble');
    const pictures = drawSamples(samples, config.dataset.sample);
    writeEnsembleSummaries(path, nowMs, report, { pictures, config });
    const more = drawSamples(notable.samples, config.dataset.sample);
    const reportSha256 = this.folder.writeReport(report, [...pictures, ...more]);
    return { result: resultOf(report), reportSha256 };
  }

  /**
   * No event follows. Of a folder that is gone nothing is written again; what else goes wrong keeps the
   * rest from nothing.
   *
   * @returns what went wrong
   */
  end(): Error[] {
    this.#testSet = undefined;
    this.summaries.close();
    if (this.folder.problem !== undefined) {
      this.log.endWithoutFile();
      return [];
    }
    const problems: Error[] = [];
    const steps = [
      () => this.log.end(this.folder.sealedBytes(EVENTS_FILE)),
      () => this.folder.description.writeWorkers(),
      () => this.folder.artifacts.removeAll(),
    ];
    for (const step of steps) {
      try {
        step();
      } catch (error) {
        problems.push(error as Error);
      }
    }
    return problems;
  }

  /** Seals the folder of a run that has ended and succeeded, when all that it leaves is there. @throws Error of the file system */
  seal(): void {
    if (!this.isChained || this.status !== 'succeeded' || this.folder.problem !== undefined) return;
    this.folder.seal();
  }
}
