// Original file: libs/proto/chorus/v1/run_service.proto


/**
 * What a member is worth on the test images.
 */
export interface MemberResult {
  'member'?: (number);
  'testLoss'?: (number | string);
  'testAccuracy'?: (number | string);
}

/**
 * What a member is worth on the test images.
 */
export interface MemberResult__Output {
  'member': (number);
  'testLoss': (number);
  'testAccuracy': (number);
}
