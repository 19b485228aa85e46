// Original file: libs/proto/chorus/v1/run_service.proto


/**
 * Something about the run that concerns no attempt, for people.
 */
export interface RunNotice {
  /**
   * "info" or "warn".
   */
  'level'?: (string);
  'message'?: (string);
}

/**
 * Something about the run that concerns no attempt, for people.
 */
export interface RunNotice__Output {
  /**
   * "info" or "warn".
   */
  'level': (string);
  'message': (string);
}
