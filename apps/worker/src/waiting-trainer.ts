import type { TrainerProcess } from './trainer-process.ts';
import type { TrainerStart } from './trainer/messages.ts';

/** A trainer process that waits for a member, and how it was started. */
export interface WaitingTrainer {
  readonly trainer: TrainerProcess;
  readonly start: Pick<TrainerStart, 'threads' | 'backend'>;
}
