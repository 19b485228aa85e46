// Original file: libs/proto/chorus/v1/run_service.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchRunRequest {
  /**
   * The run's id; empty for the newest run.
   */
  'runId'?: (string);
  /**
   * The first sequence number wanted; they count from 1.
   */
  'fromSequence'?: (number | string | Long);
  /**
   * Whether to wait for more; false: the events end with the newest there is.
   */
  'follow'?: (boolean);
}

export interface WatchRunRequest__Output {
  /**
   * The run's id; empty for the newest run.
   */
  'runId': (string);
  /**
   * The first sequence number wanted; they count from 1.
   */
  'fromSequence': (number);
  /**
   * Whether to wait for more; false: the events end with the newest there is.
   */
  'follow': (boolean);
}
