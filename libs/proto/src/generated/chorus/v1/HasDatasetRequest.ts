// Original file: libs/proto/chorus/v1/run_service.proto


export interface HasDatasetRequest {
  'sha256'?: (string);
}

export interface HasDatasetRequest__Output {
  'sha256': (string);
}
