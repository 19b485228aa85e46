// Original file: libs/proto/chorus/v1/worker_service.proto


export interface FetchCheckpointResponse {
  'chunk'?: (Buffer | Uint8Array | string);
}

export interface FetchCheckpointResponse__Output {
  'chunk': (Buffer);
}
