// Original file: libs/proto/chorus/v1/run_service.proto


export interface SubmitRunResponse {
  'runId'?: (string);
  /**
   * HOST:PORT of the live page as it is listened on; absent when none is served.
   */
  'httpAddress'?: (string);
  '_httpAddress'?: "httpAddress";
}

export interface SubmitRunResponse__Output {
  'runId': (string);
  /**
   * HOST:PORT of the live page as it is listened on; absent when none is served.
   */
  'httpAddress'?: (string);
  '_httpAddress'?: "httpAddress";
}
