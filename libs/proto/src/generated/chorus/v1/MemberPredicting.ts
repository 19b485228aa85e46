// Original file: libs/proto/chorus/v1/run_service.proto


export interface MemberPredicting {
  'member'?: (number);
  'attempt'?: (number);
}

export interface MemberPredicting__Output {
  'member': (number);
  'attempt': (number);
}
