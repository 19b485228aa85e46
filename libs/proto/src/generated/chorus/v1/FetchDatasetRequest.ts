// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Long } from '@grpc/proto-loader';

export interface FetchDatasetRequest {
  'sha256'?: (string);
  /**
   * The bytes that the worker has of the file, its whole header among them, because a fetch was cut off; 0: nothing.
   */
  'offset'?: (number | string | Long);
  /**
   * The SHA-256 of that header, in hexadecimal: the rest is sent only of a file that begins with the same one.
   */
  'headerSha256'?: (string);
}

export interface FetchDatasetRequest__Output {
  'sha256': (string);
  /**
   * The bytes that the worker has of the file, its whole header among them, because a fetch was cut off; 0: nothing.
   */
  'offset': (number);
  /**
   * The SHA-256 of that header, in hexadecimal: the rest is sent only of a file that begins with the same one.
   */
  'headerSha256': (string);
}
