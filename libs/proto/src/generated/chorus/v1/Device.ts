// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Long } from '@grpc/proto-loader';

export interface Device {
  /**
   * "gpu" or "cpu".
   */
  'kind'?: (string);
  'name'?: (string);
  /**
   * The device's memory, in bytes; 0 when it is not known.
   */
  'memoryBytes'?: (number | string | Long);
}

export interface Device__Output {
  /**
   * "gpu" or "cpu".
   */
  'kind': (string);
  'name': (string);
  /**
   * The device's memory, in bytes; 0 when it is not known.
   */
  'memoryBytes': (number);
}
