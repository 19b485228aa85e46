import type {
  ArtifactKind,
  EpochResult,
  Hello,
  LogLine,
  Progress,
  RunConfig,
  RunEvent,
  RunEventBody,
  RunSummary,
} from '@chorus/proto';
import { ChorusError } from '@chorus/proto';
import { accuracy, argMax, meanCrossEntropy } from '@chorus/ensemble';
import type { AttemptRef } from '../core/scheduler.ts';
import { buildReport } from './build-report.ts';
import { MemberSummaries } from './member-summaries.ts';
import type { Report } from './report.ts';
import type { RunFolder, StagedResult } from './run-folder.ts';
import { RunLog } from './run-log.ts';
import { applyEvent, type MemberView, type RunView } from './run-view.ts';
import type { TestSet } from './test-set.ts';

/** The worker's own evaluation may differ from ours by this much: it sums in another order. */
const EVALUATION_TOLERANCE = 1e-3;

/** What a member's accepted predictions are worth, computed here from the predictions alone (C4). */
export interface StoredResult {
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly predictionsSha256: string;
}

/** One run: what happened in it, and the folder that it leaves. Decides nothing. */
export class Run {
  readonly runId: string;
  readonly config: RunConfig;
  readonly testSet: TestSet;
  readonly folder: RunFolder;
  readonly log: RunLog;
  readonly #summaries: MemberSummaries;
  #view: RunView;

  constructor(
    runId: string,
    config: RunConfig,
    memberSeeds: number[],
    testSet: TestSet,
    folder: RunFolder,
  ) {
    this.runId = runId;
    this.config = config;
    this.testSet = testSet;
    this.folder = folder;
    folder.create(config, memberSeeds, testSet.labels);
    this.#summaries = new MemberSummaries(folder);
    this.log = new RunLog(runId, folder.eventsPath);
    this.#view = applyEvent(undefined, this.log.append({ type: 'submitted', config, memberSeeds }));
  }

  get view(): Readonly<RunView> {
    return this.#view;
  }

  /** @throws ChorusError `not-found` when the run has no such member */
  member(member: number): Readonly<MemberView> {
    const view = this.#view.members[member - 1];
    if (!view) throw new ChorusError('not-found', `run ${this.runId} has no member ${member}`);
    return view;
  }

  summary(): RunSummary {
    const { runId, status, members, submittedMs, reportJson } = this.#view;
    return {
      runId,
      status,
      dataset: this.config.dataset.name,
      members: members.length,
      membersDone: members.filter(({ phase }) => phase === 'done').length,
      submittedMs,
      ...(reportJson && { accuracy: (JSON.parse(reportJson) as Report).ensemble.accuracy }),
    };
  }

  /** The newest attempt of every member that was ever assigned and is not done. */
  liveAttempts(): AttemptRef[] {
    return this.#view.members
      .filter(({ attempt, phase }) => attempt > 0 && phase !== 'done')
      .map(({ member, attempt }) => ({ runId: this.runId, member, attempt }));
  }

  assigned({ member, attempt }: AttemptRef, worker: Hello): void {
    this.#summaries.beginAttempt(member);
    this.folder.addWorker(worker);
    this.#append({ type: 'assigned', member, attempt, worker: worker.workerId });
  }

  trainingStarted(ref: AttemptRef, on: { backend: string; device: string }): void {
    const { member, attempt } = ref;
    this.#append({ type: 'training', member, attempt, backend: on.backend, device: on.device });
  }

  showProgress({ member, attempt }: AttemptRef, progress: Progress): void {
    this.log.show({ type: 'progress', member, attempt, progress });
  }

  epochFinished({ member, attempt }: AttemptRef, result: EpochResult): void {
    const { histograms, ...epoch } = result;
    const { timeMs } = this.#append({ type: 'epoch', member, attempt, ...epoch });
    this.#summaries.writeEpoch(member, timeMs, epoch, histograms);
  }

  predictingStarted({ member, attempt }: AttemptRef): void {
    this.#append({ type: 'predicting', member, attempt });
  }

  logged({ member, attempt }: AttemptRef, line: LogLine): void {
    this.#append({ type: 'log', member, attempt, line });
  }

  /** Where an artifact of the attempt goes until its result is accepted. */
  stagingPath({ member, attempt }: AttemptRef, kind: ArtifactKind): string {
    return this.folder.stagingPath(member, attempt, kind);
  }

  /**
   * Moves the attempt's files to where the run keeps them.
   *
   * @throws ChorusError `invalid` when a file is missing, or its predictions are not worth what the
   *   worker says
   */
  storeResult(
    { member, attempt }: AttemptRef,
    evaluated: { testLoss: number; testAccuracy: number },
  ): StoredResult {
    const { labels } = this.testSet;
    const classes = this.config.dataset.classes.length;
    const staged: StagedResult = this.folder.readStaged(member, attempt);
    const testLoss = meanCrossEntropy(staged.predictions, labels, classes);
    const testAccuracy = accuracy(argMax(staged.predictions, classes), labels);
    const difference = Math.max(
      Math.abs(testLoss - evaluated.testLoss),
      Math.abs(testAccuracy - evaluated.testAccuracy),
    );
    if (!(difference <= EVALUATION_TOLERANCE)) {
      throw new ChorusError(
        'invalid',
        `the predictions of member ${member} give test loss ${testLoss} and accuracy ` +
          `${testAccuracy}, but its worker measured ${evaluated.testLoss} and ` +
          `${evaluated.testAccuracy}: its test labels differ from the coordinator's`,
      );
    }
    this.folder.acceptStaged(member, attempt, staged, classes);
    return { testLoss, testAccuracy, predictionsSha256: staged.predictionsSha256 };
  }

  memberDone({ member, attempt }: AttemptRef, result: StoredResult): void {
    this.#append({ type: 'done', member, attempt, ...result });
  }

  attemptLost({ member, attempt }: AttemptRef, reason: string, retried: boolean): void {
    this.#append({ type: 'lost', member, attempt, reason, retried });
  }

  /** All members are done: sums them up and ends the run. */
  succeed(): void {
    try {
      const report = buildReport(this);
      this.folder.writeReport(report, this.testSet.samples, this.config);
      this.#end({ status: 'succeeded', reason: '', reportJson: JSON.stringify(report) });
    } catch (error) {
      this.fail(`the report could not be made: ${ChorusError.from(error).message}`);
    }
  }

  fail(reason: string): void {
    this.#end({ status: 'failed', reason, reportJson: '' });
  }

  #end(outcome: { status: string; reason: string; reportJson: string }): void {
    this.#append({ type: 'finished', ...outcome });
    this.log.end();
    this.#summaries.close();
  }

  #append(body: Exclude<RunEventBody, { type: 'progress' }>): RunEvent {
    const event = this.log.append(body);
    this.#view = applyEvent(this.#view, event);
    return event;
  }
}
