// Original file: libs/proto/chorus/v1/trust_service.proto


export interface DescribeLoginResponse {
  /**
   * The address of the issuer, below which it describes itself.
   */
  'issuer'?: (string);
  /**
   * As what the coordinator's clients are registered there; a public client.
   */
  'clientId'?: (string);
  /**
   * What the issuer is asked for.
   */
  'scopes'?: (string)[];
}

export interface DescribeLoginResponse__Output {
  /**
   * The address of the issuer, below which it describes itself.
   */
  'issuer': (string);
  /**
   * As what the coordinator's clients are registered there; a public client.
   */
  'clientId': (string);
  /**
   * What the issuer is asked for.
   */
  'scopes': (string)[];
}
