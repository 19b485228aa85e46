import type { FetchedFiles } from '@chorus/data';
import type { LogLevel } from '@chorus/telemetry';
import type { CoordinatorLink } from './coordinator-link.ts';
import type { ResolvedWorkerOptions } from './options.ts';
import type { ReportBody } from './report-buffer.ts';
import type { TrainerEnd, TrainerHooks } from './trainer-process.ts';
import type { TrainerTask } from './trainer/messages.ts';

/** What an attempt needs from the worker that it runs in. */
export interface AttemptContext {
  readonly options: ResolvedWorkerOptions;
  readonly link: CoordinatorLink;
  /** What the worker has fetched. */
  readonly cache: FetchedFiles;
  /** Aborted when the attempt is to stop; nothing is reported after that. */
  readonly signal: AbortSignal;
  /** Aborted when the attempt is to end after its epoch and to be handed back. */
  readonly handBack: AbortSignal;
  /** Runs the trainer process of the attempt's slot to its end. */
  train(task: TrainerTask, hooks: TrainerHooks): Promise<TrainerEnd>;
  report(body: ReportBody): void;
  log(level: LogLevel, message: string): void;
}
