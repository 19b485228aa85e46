// Original file: libs/proto/chorus/v1/run_service.proto


export interface MemberAssigned {
  'member'?: (number);
  'attempt'?: (number);
  'worker'?: (string);
}

export interface MemberAssigned__Output {
  'member': (number);
  'attempt': (number);
  'worker': (string);
}
