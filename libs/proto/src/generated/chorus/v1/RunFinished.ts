// Original file: libs/proto/chorus/v1/run_service.proto

import type { RunResult as _chorus_v1_RunResult, RunResult__Output as _chorus_v1_RunResult__Output } from '../../chorus/v1/RunResult.ts';

export interface RunFinished {
  /**
   * "succeeded", "failed" or "cancelled".
   */
  'status'?: (string);
  /**
   * The reason why it did not succeed; else empty.
   */
  'reason'?: (string);
  /**
   * The result's figures; absent unless it succeeded, and in a run that only predicts. The report is report.json in the run's folder.
   */
  'result'?: (_chorus_v1_RunResult | null);
  /**
   * The SHA-256 of report.json; absent unless there is one, and in events of older versions.
   */
  'reportSha256'?: (string);
  '_reportSha256'?: "reportSha256";
}

export interface RunFinished__Output {
  /**
   * "succeeded", "failed" or "cancelled".
   */
  'status': (string);
  /**
   * The reason why it did not succeed; else empty.
   */
  'reason': (string);
  /**
   * The result's figures; absent unless it succeeded, and in a run that only predicts. The report is report.json in the run's folder.
   */
  'result': (_chorus_v1_RunResult__Output | null);
  /**
   * The SHA-256 of report.json; absent unless there is one, and in events of older versions.
   */
  'reportSha256'?: (string);
  '_reportSha256'?: "reportSha256";
}
