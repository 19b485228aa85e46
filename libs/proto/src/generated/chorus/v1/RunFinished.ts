// Original file: libs/proto/chorus/v1/run_service.proto


export interface RunFinished {
  /**
   * "succeeded" or "failed".
   */
  'status'?: (string);
  /**
   * Why it failed; empty when it succeeded.
   */
  'reason'?: (string);
  /**
   * The report, as in report.json; empty when it failed.
   */
  'reportJson'?: (string);
}

export interface RunFinished__Output {
  /**
   * "succeeded" or "failed".
   */
  'status': (string);
  /**
   * Why it failed; empty when it succeeded.
   */
  'reason': (string);
  /**
   * The report, as in report.json; empty when it failed.
   */
  'reportJson': (string);
}
