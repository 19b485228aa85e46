// Original file: libs/proto/chorus/v1/run_service.proto

import type { Long } from '@grpc/proto-loader';

export interface RunSummary {
  'runId'?: (string);
  /**
   * "running", "succeeded", "failed" or "cancelled".
   */
  'status'?: (string);
  'dataset'?: (string);
  'members'?: (number);
  'membersDone'?: (number);
  'submittedMs'?: (number | string | Long);
  /**
   * Of the ensemble, 0 to 1; absent until the run has succeeded.
   */
  'accuracy'?: (number | string);
  /**
   * Its folder was deleted, or cannot be read: nothing can be had of it but this.
   */
  'filesGone'?: (boolean);
  '_accuracy'?: "accuracy";
}

export interface RunSummary__Output {
  'runId': (string);
  /**
   * "running", "succeeded", "failed" or "cancelled".
   */
  'status': (string);
  'dataset': (string);
  'members': (number);
  'membersDone': (number);
  'submittedMs': (number);
  /**
   * Of the ensemble, 0 to 1; absent until the run has succeeded.
   */
  'accuracy'?: (number);
  /**
   * Its folder was deleted, or cannot be read: nothing can be had of it but this.
   */
  'filesGone': (boolean);
  '_accuracy'?: "accuracy";
}
