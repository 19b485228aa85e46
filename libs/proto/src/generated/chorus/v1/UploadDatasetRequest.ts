// Original file: libs/proto/chorus/v1/run_service.proto

import type { Long } from '@grpc/proto-loader';

export interface UploadDatasetRequest {
  /**
   * The fingerprint that the dataset must have, in hexadecimal: the first message.
   */
  'sha256'?: (string);
  /**
   * The next bytes of the file.
   */
  'chunk'?: (Buffer | Uint8Array | string);
  /**
   * In place of a dataset's fingerprint: the SHA-256 of a file with weights, in hexadecimal.
   */
  'weightsSha256'?: (string);
  /**
   * Of the first message: where the first chunk lies, in bytes, as HasDataset said. UNAVAILABLE when that is no longer here.
   */
  'offset'?: (number | string | Long);
  'part'?: "sha256"|"chunk"|"weightsSha256";
}

export interface UploadDatasetRequest__Output {
  /**
   * The fingerprint that the dataset must have, in hexadecimal: the first message.
   */
  'sha256'?: (string);
  /**
   * The next bytes of the file.
   */
  'chunk'?: (Buffer);
  /**
   * In place of a dataset's fingerprint: the SHA-256 of a file with weights, in hexadecimal.
   */
  'weightsSha256'?: (string);
  /**
   * Of the first message: where the first chunk lies, in bytes, as HasDataset said. UNAVAILABLE when that is no longer here.
   */
  'offset': (number);
  'part'?: "sha256"|"chunk"|"weightsSha256";
}
