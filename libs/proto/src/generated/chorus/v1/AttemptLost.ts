// Original file: libs/proto/chorus/v1/run_service.proto


/**
 * The attempt ended without a result: its worker vanished, or its trainer failed.
 */
export interface AttemptLost {
  'member'?: (number);
  /**
   * 0: the member never had one, for the member before it was given up.
   */
  'attempt'?: (number);
  'reason'?: (string);
  /**
   * False: the member is not tried again.
   */
  'retried'?: (boolean);
  /**
   * Why, such as "worker-lost": a key of FAILURES in libs/scheduler/src/failures.ts.
   */
  'kind'?: (string);
  /**
   * The next attempt begins this much later at the earliest.
   */
  'retryAfterMs'?: (number);
}

/**
 * The attempt ended without a result: its worker vanished, or its trainer failed.
 */
export interface AttemptLost__Output {
  'member': (number);
  /**
   * 0: the member never had one, for the member before it was given up.
   */
  'attempt': (number);
  'reason': (string);
  /**
   * False: the member is not tried again.
   */
  'retried': (boolean);
  /**
   * Why, such as "worker-lost": a key of FAILURES in libs/scheduler/src/failures.ts.
   */
  'kind': (string);
  /**
   * The next attempt begins this much later at the earliest.
   */
  'retryAfterMs': (number);
}
