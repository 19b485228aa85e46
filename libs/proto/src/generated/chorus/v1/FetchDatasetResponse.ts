// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Long } from '@grpc/proto-loader';

export interface FetchDatasetResponse {
  /**
   * The next bytes of the file; a dataset's begins with its own description.
   */
  'chunk'?: (Buffer | Uint8Array | string);
  /**
   * Comes first, once, when the worker must wait: the number of workers that are before it.
   */
  'waitingFor'?: (number);
  /**
   * Where the first chunk lies, in bytes: what was asked for, or 0 when the file begins otherwise. Comes before it.
   */
  'offset'?: (number | string | Long);
  'part'?: "chunk"|"waitingFor"|"offset";
}

export interface FetchDatasetResponse__Output {
  /**
   * The next bytes of the file; a dataset's begins with its own description.
   */
  'chunk'?: (Buffer);
  /**
   * Comes first, once, when the worker must wait: the number of workers that are before it.
   */
  'waitingFor'?: (number);
  /**
   * Where the first chunk lies, in bytes: what was asked for, or 0 when the file begins otherwise. Comes before it.
   */
  'offset'?: (number);
  'part'?: "chunk"|"waitingFor"|"offset";
}
