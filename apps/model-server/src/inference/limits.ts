import { ChorusError } from '@chorus/proto';

/** What a server takes at most. */
export interface Limits {
  /** The samples of one request. */
  readonly requestSamples: number;
  /** The bytes of one request. */
  readonly requestBytes: number;
  /** The samples that wait: what comes beyond is refused. */
  readonly waitingSamples: number;
}

export const DEFAULT_LIMITS: Limits = {
  requestSamples: 1_000,
  requestBytes: 64 * 1024 * 1024,
  waitingSamples: 4_000,
};

/** More waits than may: whoever asks is to try again. */
export class QueueFull extends ChorusError {
  constructor() {
    super('unavailable', 'too many samples wait to be predicted: try again in a moment');
  }
}

/** A request has more than it may. */
export class RequestTooLarge extends ChorusError {
  constructor(what: string, most: number) {
    super('invalid', `a request may have ${most} ${what} at most: send several`);
  }
}

/** The server ends, and takes no more. */
export function stopping(): ChorusError {
  return new ChorusError('unavailable', 'the server ends, and takes no more requests');
}
