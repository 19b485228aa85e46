// Original file: libs/proto/chorus/v1/run_service.proto


export interface DeleteRunRequest {
  'runId'?: (string);
}

export interface DeleteRunRequest__Output {
  'runId': (string);
}
