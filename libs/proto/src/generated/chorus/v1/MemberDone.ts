// Original file: libs/proto/chorus/v1/run_service.proto


export interface MemberDone {
  'member'?: (number);
  'attempt'?: (number);
  'testLoss'?: (number | string);
  'testAccuracy'?: (number | string);
  'predictionsSha256'?: (string);
}

export interface MemberDone__Output {
  'member': (number);
  'attempt': (number);
  'testLoss': (number);
  'testAccuracy': (number);
  'predictionsSha256': (string);
}
