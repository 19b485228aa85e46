// Original file: libs/proto/chorus/v1/worker_service.proto


export interface FetchDatasetResponse {
  /**
   * The next bytes of the dataset's file; the file begins with its own description.
   */
  'chunk'?: (Buffer | Uint8Array | string);
}

export interface FetchDatasetResponse__Output {
  /**
   * The next bytes of the dataset's file; the file begins with its own description.
   */
  'chunk': (Buffer);
}
