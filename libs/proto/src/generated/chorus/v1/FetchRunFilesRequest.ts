// Original file: libs/proto/chorus/v1/run_service.proto


export interface FetchRunFilesRequest {
  'runId'?: (string);
  /**
   * Only files whose path begins with one of these, such as "run.json" or "predictions/"; none: all.
   */
  'paths'?: (string)[];
}

export interface FetchRunFilesRequest__Output {
  'runId': (string);
  /**
   * Only files whose path begins with one of these, such as "run.json" or "predictions/"; none: all.
   */
  'paths': (string)[];
}
