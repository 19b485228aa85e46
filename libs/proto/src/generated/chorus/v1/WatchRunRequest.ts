// Original file: libs/proto/chorus/v1/run_service.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchRunRequest {
  /**
   * Empty: the newest run.
   */
  'runId'?: (string);
  /**
   * The first sequence number wanted; they count from 1.
   */
  'fromSequence'?: (number | string | Long);
  /**
   * False: end with the newest event there is.
   */
  'follow'?: (boolean);
}

export interface WatchRunRequest__Output {
  /**
   * Empty: the newest run.
   */
  'runId': (string);
  /**
   * The first sequence number wanted; they count from 1.
   */
  'fromSequence': (number);
  /**
   * False: end with the newest event there is.
   */
  'follow': (boolean);
}
