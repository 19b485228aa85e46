// Original file: libs/proto/chorus/v1/run_service.proto


export interface MemberAssigned {
  'member'?: (number);
  'attempt'?: (number);
  'worker'?: (string);
  /**
   * The epochs that an earlier attempt has finished and this one does not train again.
   */
  'resumedEpoch'?: (number);
}

export interface MemberAssigned__Output {
  'member': (number);
  'attempt': (number);
  'worker': (string);
  /**
   * The epochs that an earlier attempt has finished and this one does not train again.
   */
  'resumedEpoch': (number);
}
