/**
 * Why training ended before its last epoch:
 *
 * - `diverged`: the loss became infinite or not a number.
 * - `cancelled`: the caller's signal was aborted.
 * - `bad-model`: the model's configuration does not fit the images.
 */
export type TrainingErrorCode = 'diverged' | 'cancelled' | 'bad-model';

/** The only error that training throws on purpose; its message says what to do. */
export class TrainingError extends Error {
  readonly code: TrainingErrorCode;

  constructor(code: TrainingErrorCode, message: string) {
    super(message);
    this.name = 'TrainingError';
    this.code = code;
  }
}
