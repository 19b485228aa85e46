// Original file: libs/proto/chorus/v1/run_service.proto


/**
 * The attempt ended without a result: its worker vanished, or its trainer failed.
 */
export interface AttemptLost {
  'member'?: (number);
  /**
   * The attempt's number; 0 when the member never had one, for the member that it continues was given up.
   */
  'attempt'?: (number);
  'reason'?: (string);
  /**
   * Whether the member is tried again.
   */
  'retried'?: (boolean);
  /**
   * The kind of failure, such as "worker-lost": a key of FAILURES in libs/scheduler/src/failures.ts.
   */
  'kind'?: (string);
  /**
   * The shortest time until the next attempt, in milliseconds.
   */
  'retryAfterMs'?: (number);
}

/**
 * The attempt ended without a result: its worker vanished, or its trainer failed.
 */
export interface AttemptLost__Output {
  'member': (number);
  /**
   * The attempt's number; 0 when the member never had one, for the member that it continues was given up.
   */
  'attempt': (number);
  'reason': (string);
  /**
   * Whether the member is tried again.
   */
  'retried': (boolean);
  /**
   * The kind of failure, such as "worker-lost": a key of FAILURES in libs/scheduler/src/failures.ts.
   */
  'kind': (string);
  /**
   * The shortest time until the next attempt, in milliseconds.
   */
  'retryAfterMs': (number);
}
