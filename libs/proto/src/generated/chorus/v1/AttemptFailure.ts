// Original file: libs/proto/chorus/v1/worker_service.proto


export interface AttemptFailure {
  'message'?: (string);
}

export interface AttemptFailure__Output {
  'message': (string);
}
