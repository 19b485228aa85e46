// Original file: libs/proto/chorus/v1/run_service.proto


export interface FetchRunFilesRequest {
  'runId'?: (string);
  /**
   * The beginnings of the paths of the files that are wanted, such as "run.json" or "predictions/"; none: all files.
   */
  'paths'?: (string)[];
}

export interface FetchRunFilesRequest__Output {
  'runId': (string);
  /**
   * The beginnings of the paths of the files that are wanted, such as "run.json" or "predictions/"; none: all files.
   */
  'paths': (string)[];
}
