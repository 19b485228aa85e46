// Original file: libs/proto/chorus/v1/run_service.proto


export interface SubmitRunResponse {
  'runId'?: (string);
}

export interface SubmitRunResponse__Output {
  'runId': (string);
}
