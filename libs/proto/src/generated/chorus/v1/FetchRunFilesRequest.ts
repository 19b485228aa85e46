// Original file: libs/proto/chorus/v1/run_service.proto


export interface FetchRunFilesRequest {
  'runId'?: (string);
}

export interface FetchRunFilesRequest__Output {
  'runId': (string);
}
