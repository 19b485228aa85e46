// Original file: libs/proto/chorus/v1/worker_service.proto


export interface FetchDatasetRequest {
  'sha256'?: (string);
}

export interface FetchDatasetRequest__Output {
  'sha256': (string);
}
