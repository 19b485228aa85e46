import type { Combination } from '@chorus/ensemble';
import {
  ChorusError,
  givenPredictionsOf,
  specifyMember,
  validatedOn,
  type MemberSpecification,
  type RunConfig,
  type RunEvent,
  type RunMember,
} from '@chorus/proto';
import { resolveMember } from '@chorus/run-config';
import {
  applyEvent,
  RUN_ENDS,
  type DatasetFacts,
  type Report,
  type RunView,
} from '@chorus/run-view';
import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { altered } from './altered.ts';
import { readEvents } from './read-events.ts';
import { RunFolder } from './run-folder.ts';
import type { TestSet } from './test-set.ts';

/** A member of the ensemble of a run that has succeeded. */
export interface FinishedMember {
  /** Its number in the run, from 1. */
  readonly member: number;
  readonly seed: number;
  /** All that its bits depend on. */
  readonly specification: MemberSpecification;
  /** Whether there is a model of it, and not only predictions. */
  readonly hasModel: boolean;
  /** Where its topology lies, as Keras and tfjs write one. */
  readonly modelPath: string;
  /** Where its weights lie, in the order of the topology's manifest. */
  readonly weightsPath: string;
}

type DoneEvent = Extract<RunEvent, { type: 'done' }>;

/** What a run's events tell, beside their fold: the members that were asked for. */
interface Told {
  readonly view: RunView;
  readonly members: readonly RunMember[];
  /** How members were done, by their numbers. */
  readonly done: ReadonlyMap<number, DoneEvent>;
}

/**
 * A run that has succeeded, read from the folder that it left. What is read is checked: it is the file that the run
 * wrote, or an error names it.
 */
export class FinishedRun {
  readonly folder: RunFolder;
  readonly report: Report;
  readonly config: RunConfig;
  /** What the events tell of the run. */
  readonly view: RunView;
  /** The members that the ensemble consists of, in the order of the report. */
  readonly members: readonly FinishedMember[];
  readonly #asked: Told['members'];
  readonly #done: Told['done'];

  private constructor(folder: RunFolder, report: Report, told: Told) {
    this.folder = folder;
    this.report = report;
    this.view = told.view;
    this.config = told.view.config;
    this.#asked = told.members;
    this.#done = told.done;
    this.members = report.members.map(({ member }) => this.#memberOf(member));
  }

  /**
   * Opens the folder of a run.
   *
   * @throws ChorusError `not-found` when it is no run's folder or lacks a file, `refused` when the run goes on or did
   *   not succeed, `corrupt` when a file is not what the run wrote
   */
  static open(path: string): FinishedRun {
    const absolute = resolve(path);
    const folder = new RunFolder(dirname(absolute), basename(absolute));
    requireRunFolder(path, folder);
    const told = readTold(folder.eventsPath);
    requireSuccess(told.view);
    requireFile(folder.reportPath, told.view.runId);
    return new FinishedRun(folder, readReport(folder, told.view), told);
  }

  get runId(): string {
    return this.view.runId;
  }

  /** What the run was trained on. @throws ChorusError `not-found` when an older version left no such file, `corrupt` */
  get facts(): DatasetFacts {
    const facts = this.folder.readDataset();
    if (facts) return facts;
    throw missing(this.folder.datasetPath, this.runId);
  }

  /** How the members' predictions become the ensemble's: in a run of an older version their sum. */
  get combination(): Combination {
    const { method, combination } = this.report.ensemble;
    return combination ?? { rule: method };
  }

  /** The labels of the test samples, [testSamples]. @throws ChorusError `not-found`, `corrupt` */
  labels(): Int32Array {
    return this.folder.readLabels(this.config.dataset.testLimit, this.#classes);
  }

  /** A member's predictions of the test samples, [testSamples, classes]. @throws ChorusError `not-found`, `corrupt` */
  predictions(member: number): Float32Array {
    const { predictionsSha256 } = this.#reported(member);
    const shape = [this.config.dataset.testLimit, this.#classes] as const;
    return this.folder.readPredictions(member, shape, predictionsSha256);
  }

  /** @throws ChorusError `invalid` when the ensemble has no such member */
  requireMember(member: number): void {
    this.#reported(member);
  }

  /** The SHA-256 of a member's model.json and weights.bin; undefined in a run of an older version. */
  digestsOf(member: number): {
    topologySha256?: string | undefined;
    weightsSha256?: string | undefined;
  } {
    const { topologySha256, weightsSha256 } = this.#done.get(member) ?? {};
    return { topologySha256, weightsSha256 };
  }

  /** The labels of the samples that members are validated on and, where members leave out folds, the fold of each; empty when there are none. @throws ChorusError `not-found`, `corrupt` */
  heldOut(): Pick<TestSet, 'validationLabels' | 'folds'> {
    const samples = validatedOn(this.config);
    if (samples === 0) return {};
    return {
      validationLabels: this.folder.validation.readLabels(samples, this.#classes),
      ...(this.config.members.folds !== undefined && {
        folds: this.folder.validation.readFolds(samples),
      }),
    };
  }

  /**
   * What a member predicts of the samples that it is validated on, [samples, classes]: any member that is done, those of
   * a search that are not in the ensemble among them.
   *
   * @param samples how many they are
   * @throws ChorusError `not-found`, `corrupt`
   */
  heldOutPredictions(member: number, samples: number): Float32Array {
    const { predictionsSha256 } = this.view.members[member - 1]!.validation!;
    return this.folder.validation.readPredictions(
      member,
      [samples, this.#classes],
      predictionsSha256,
    );
  }

  /**
   * Makes sure that the models of members are there.
   *
   * @param members their numbers; none named: all
   * @throws ChorusError `invalid` when the ensemble has no such member, `refused` when it has only predictions, `not-found`
   *   when a file is missing
   */
  requireModels(members: readonly number[] = this.members.map(({ member }) => member)): void {
    for (const member of members) {
      this.#reported(member);
      const { hasModel, modelPath, weightsPath } = this.members.find(
        (own) => own.member === member,
      )!;
      if (!hasModel) throw this.#withoutModel(member);
      for (const path of [modelPath, weightsPath]) requireFile(path, this.runId);
    }
  }

  #withoutModel(member: number): ChorusError {
    const others = this.members.filter(({ hasModel }) => hasModel).map((own) => own.member);
    const remedy =
      others.length === 0
        ? 'no member has one'
        : `'chorus export --members ${others.join(',')}' makes a model of those that have one`;
    const problem = `member ${member} of run ${this.runId} has only predictions, and no model to predict with`;
    return new ChorusError('refused', `${problem}: ${remedy}`);
  }

  get #classes(): number {
    return this.config.dataset.classes.length;
  }

  #reported(member: number): Report['members'][number] {
    const reported = this.report.members.find((own) => own.member === member);
    if (reported) return reported;
    const numbers = this.report.members.map((own) => own.member).join(', ');
    const problem = `run ${this.runId} has no member ${member} in its ensemble: it has ${numbers}`;
    throw new ChorusError('invalid', problem);
  }

  /** What is a member's own, also of one that is not in the ensemble. @param member its number, from 1 */
  resolved(member: number): RunMember {
    return this.#asked[member - 1] ?? resolveMember(this.config, member);
  }

  #memberOf(member: number): FinishedMember {
    const own = this.resolved(member);
    const kept = join(this.folder.path, 'members', String(member));
    return {
      member,
      seed: own.seed,
      specification: specifyMember(this.config, own),
      hasModel: givenPredictionsOf(this.config, own) === undefined,
      modelPath: join(kept, 'model.json'),
      weightsPath: join(kept, 'weights.bin'),
    };
  }
}

function requireRunFolder(path: string, folder: RunFolder): void {
  const { problem } = folder;
  if (problem !== undefined) {
    throw new ChorusError('not-found', `${path} is no run's folder: ${problem}`);
  }
  if (isFile(folder.eventsPath)) return;
  const isRun = isFile(folder.description.path) || isFile(folder.reportPath);
  if (isRun) throw missing(folder.eventsPath, folder.runId);
  throw new ChorusError(
    'not-found',
    `${path} is no run's folder: it has no events.jsonl; name a folder such as runs/RUN`,
  );
}

function readTold(eventsPath: string): Told {
  let view: RunView | undefined;
  let members: Told['members'] = [];
  const done = new Map<number, DoneEvent>();
  readEvents(eventsPath, (event) => {
    view = applyEvent(view, event);
    if (event.type === 'submitted') ({ members } = event);
    if (event.type === 'done') done.set(event.member, event);
  });
  return { view: view!, members, done };
}

/** Makes sure that the report is about this run's members, as far as what uses it relies on it. */
function readReport(folder: RunFolder, view: RunView): Report {
  const report: Partial<Report> | null = folder.readReport();
  const members = Array.isArray(report?.members) ? (report.members as unknown[]) : [];
  const isOfRun = report?.runId === view.runId && typeof report.ensemble?.method === 'string';
  if (isOfRun && members.length > 0 && members.every((entry) => isDone(entry, view))) {
    return report as Report;
  }
  throw altered(
    folder.reportPath,
    `it is not the report of run ${view.runId} that its events.jsonl tells of`,
  );
}

function isDone(entry: unknown, { members }: RunView): boolean {
  const { member, predictionsSha256 } = (entry ?? {}) as Partial<Report['members'][number]>;
  const view = members.find((own) => own.member === member);
  return view?.phase === 'done' && view.predictionsSha256 === predictionsSha256;
}

function requireSuccess({ runId, status, reason, config }: RunView): void {
  if (config.predicts) {
    const problem = `run ${runId} only predicted, with the ensemble of run ${config.predicts.run}`;
    throw new ChorusError('refused', `${problem}: name that one`);
  }
  if (status === 'succeeded') return;
  if (status === 'running') {
    const problem = `run ${runId} goes on, or its coordinator was stopped`;
    throw new ChorusError('refused', `${problem}: wait for its end, see 'chorus watch ${runId}'`);
  }
  const why = reason === '' ? '' : `: ${reason}`;
  const remedy = 'it has no ensemble to use; train it again';
  throw new ChorusError('refused', `run ${runId} ${RUN_ENDS[status]}${why}; ${remedy}`);
}

function requireFile(path: string, runId: string): void {
  if (!isFile(path)) throw missing(path, runId);
}

function missing(path: string, runId: string): ChorusError {
  return new ChorusError(
    'not-found',
    `${path} is missing in the folder of run ${runId}: copy it back from where the run was made`,
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
