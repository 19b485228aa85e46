// Original file: libs/proto/chorus/v1/run_service.proto


/**
 * The next member was expected to add less than `stop_when_gain_below`: the run ends with those done.
 */
export interface RunStopped {
  'membersDone'?: (number);
  'expectedGain'?: (number | string);
  /**
   * The time on devices that the members not done would have taken, in seconds. It is an estimate: their
   * remaining epochs at the median epoch's time.
   */
  'savedSeconds'?: (number | string);
}

/**
 * The next member was expected to add less than `stop_when_gain_below`: the run ends with those done.
 */
export interface RunStopped__Output {
  'membersDone': (number);
  'expectedGain': (number);
  /**
   * The time on devices that the members not done would have taken, in seconds. It is an estimate: their
   * remaining epochs at the median epoch's time.
   */
  'savedSeconds': (number);
}
