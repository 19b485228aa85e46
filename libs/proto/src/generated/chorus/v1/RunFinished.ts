// Original file: libs/proto/chorus/v1/run_service.proto


export interface RunFinished {
  /**
   * "succeeded", "failed" or "cancelled".
   */
  'status'?: (string);
  /**
   * Why it did not succeed; else empty.
   */
  'reason'?: (string);
  /**
   * The report, as in report.json; empty unless it succeeded.
   */
  'reportJson'?: (string);
}

export interface RunFinished__Output {
  /**
   * "succeeded", "failed" or "cancelled".
   */
  'status': (string);
  /**
   * Why it did not succeed; else empty.
   */
  'reason': (string);
  /**
   * The report, as in report.json; empty unless it succeeded.
   */
  'reportJson': (string);
}
