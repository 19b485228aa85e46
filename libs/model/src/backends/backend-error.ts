/**
 * Why no backend was started:
 *
 * - `addon-missing`: TensorFlow was asked for, and its addon is not set up.
 * - `addon-broken`: TensorFlow was asked for, and its addon does not load.
 * - `no-gpu`: there is no GPU, and training on the CPU was not allowed.
 */
export type BackendErrorCode = 'addon-missing' | 'addon-broken' | 'no-gpu';

/** The only error that starting a backend throws on purpose; its message ends with the remedy. */
export class BackendError extends Error {
  readonly code: BackendErrorCode;

  constructor(code: BackendErrorCode, message: string) {
    super(message);
    this.name = 'BackendError';
    this.code = code;
  }
}
