// Original file: libs/proto/chorus/v1/run_service.proto


export interface HasDatasetResponse {
  'present'?: (boolean);
}

export interface HasDatasetResponse__Output {
  'present': (boolean);
}
