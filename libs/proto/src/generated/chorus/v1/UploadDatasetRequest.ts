// Original file: libs/proto/chorus/v1/run_service.proto


export interface UploadDatasetRequest {
  /**
   * The fingerprint that the dataset must have, in hexadecimal: the first message.
   */
  'sha256'?: (string);
  /**
   * The next bytes of the dataset's file.
   */
  'chunk'?: (Buffer | Uint8Array | string);
  'part'?: "sha256"|"chunk";
}

export interface UploadDatasetRequest__Output {
  /**
   * The fingerprint that the dataset must have, in hexadecimal: the first message.
   */
  'sha256'?: (string);
  /**
   * The next bytes of the dataset's file.
   */
  'chunk'?: (Buffer);
  'part'?: "sha256"|"chunk";
}
