// Original file: libs/proto/chorus/v1/run_service.proto


export interface RunFileChunk {
  /**
   * The file's path, relative to the run's folder, with forward slashes. Chunks of a file follow each other.
   */
  'path'?: (string);
  'data'?: (Buffer | Uint8Array | string);
}

export interface RunFileChunk__Output {
  /**
   * The file's path, relative to the run's folder, with forward slashes. Chunks of a file follow each other.
   */
  'path': (string);
  'data': (Buffer);
}
