/**
 * What keeps TensorFlow from being loaded: its addon is not set up, or is set up and does not load.
 */
export type AddonProblem = 'addon-missing' | 'addon-broken';

/**
 * Why no backend was started:
 *
 * - an {@link AddonProblem}, when TensorFlow was asked for;
 * - `no-gpu`: there is no GPU, and training on the CPU was not allowed.
 */
export type BackendErrorCode = AddonProblem | 'no-gpu';

/** The only error that starting a backend throws on purpose; the remedy is for the program to say. */
export class BackendError extends Error {
  readonly code: BackendErrorCode;
  /** What kept TensorFlow from being the one that has no GPU; undefined: nothing. */
  readonly addonProblem: AddonProblem | undefined;

  constructor(code: BackendErrorCode, message: string, addonProblem?: AddonProblem) {
    super(message);
    this.name = 'BackendError';
    this.code = code;
    this.addonProblem = addonProblem;
  }
}
