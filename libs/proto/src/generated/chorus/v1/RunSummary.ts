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
  /**
   * The time of its submission, in milliseconds of Unix time.
   */
  'submittedMs'?: (number | string | Long);
  /**
   * The ensemble's accuracy on the test images, 0 to 1; absent until the run has succeeded.
   */
  'accuracy'?: (number | string);
  /**
   * Whether its folder was deleted, or cannot be read: nothing can be had of it but this.
   */
  'filesGone'?: (boolean);
  /**
   * The run whose ensemble predicts, in a run that only predicts; absent of runs that train.
   */
  'predictsWith'?: (string);
  '_accuracy'?: "accuracy";
  '_predictsWith'?: "predictsWith";
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
  /**
   * The time of its submission, in milliseconds of Unix time.
   */
  'submittedMs': (number);
  /**
   * The ensemble's accuracy on the test images, 0 to 1; absent until the run has succeeded.
   */
  'accuracy'?: (number);
  /**
   * Whether its folder was deleted, or cannot be read: nothing can be had of it but this.
   */
  'filesGone': (boolean);
  /**
   * The run whose ensemble predicts, in a run that only predicts; absent of runs that train.
   */
  'predictsWith'?: (string);
  '_accuracy'?: "accuracy";
  '_predictsWith'?: "predictsWith";
}
