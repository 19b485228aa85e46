// Original file: libs/proto/chorus/v1/run_service.proto


export interface MemberTraining {
  'member'?: (number);
  'attempt'?: (number);
  'backend'?: (string);
  'device'?: (string);
}

export interface MemberTraining__Output {
  'member': (number);
  'attempt': (number);
  'backend': (string);
  'device': (string);
}
