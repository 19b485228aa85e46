// Original file: libs/proto/chorus/v1/run_service.proto

import type { Long } from '@grpc/proto-loader';

export interface HasDatasetResponse {
  'present'?: (boolean);
  /**
   * The bytes of the file that are here because an upload was cut off, a dataset's whole header among them; 0: nothing.
   */
  'receivedBytes'?: (number | string | Long);
  /**
   * The SHA-256 of that header, in hexadecimal: an upload may go on there if its file begins with the same one.
   */
  'headerSha256'?: (string);
}

export interface HasDatasetResponse__Output {
  'present': (boolean);
  /**
   * The bytes of the file that are here because an upload was cut off, a dataset's whole header among them; 0: nothing.
   */
  'receivedBytes': (number);
  /**
   * The SHA-256 of that header, in hexadecimal: an upload may go on there if its file begins with the same one.
   */
  'headerSha256': (string);
}
