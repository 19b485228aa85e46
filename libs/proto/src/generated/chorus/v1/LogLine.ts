// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Long } from '@grpc/proto-loader';

export interface LogLine {
  /**
   * The time when it was logged, in milliseconds of Unix time.
   */
  'timeMs'?: (number | string | Long);
  /**
   * "debug", "info", "warn" or "error".
   */
  'level'?: (string);
  'message'?: (string);
}

export interface LogLine__Output {
  /**
   * The time when it was logged, in milliseconds of Unix time.
   */
  'timeMs': (number);
  /**
   * "debug", "info", "warn" or "error".
   */
  'level': (string);
  'message': (string);
}
