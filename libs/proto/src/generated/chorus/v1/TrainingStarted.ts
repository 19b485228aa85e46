// Original file: libs/proto/chorus/v1/worker_service.proto


export interface TrainingStarted {
  'backend'?: (string);
  'device'?: (string);
}

export interface TrainingStarted__Output {
  'backend': (string);
  'device': (string);
}
