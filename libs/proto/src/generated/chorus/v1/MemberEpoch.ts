// Original file: libs/proto/chorus/v1/run_service.proto


export interface MemberEpoch {
  'member'?: (number);
  'attempt'?: (number);
  'epoch'?: (number);
  'loss'?: (number | string);
  'accuracy'?: (number | string);
  'seconds'?: (number | string);
  'samplesPerSecond'?: (number | string);
}

export interface MemberEpoch__Output {
  'member': (number);
  'attempt': (number);
  'epoch': (number);
  'loss': (number);
  'accuracy': (number);
  'seconds': (number);
  'samplesPerSecond': (number);
}
