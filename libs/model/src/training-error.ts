/**
 * Why training ended before its last epoch:
 *
 * - `diverged`: the loss became infinite or not a number.
 * - `cancelled`: the caller's signal was aborted.
 * - `handed-back`: the caller asked for it back, and has its checkpoint.
 * - `bad-model`: the configuration does not fit the dataset's samples.
 * - `bad-checkpoint`: what was to be resumed is no checkpoint, or not one of this training.
 */
export type TrainingErrorCode =
  'diverged' | 'cancelled' | 'handed-back' | 'bad-model' | 'bad-checkpoint';

/** The only error that training throws on purpose; its message says what to do. */
export class TrainingError extends Error {
  readonly code: TrainingErrorCode;

  constructor(code: TrainingErrorCode, message: string) {
    super(message);
    this.name = 'TrainingError';
    this.code = code;
  }
}
