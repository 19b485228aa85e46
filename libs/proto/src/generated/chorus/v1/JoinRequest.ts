// Original file: libs/proto/chorus/v1/trust_service.proto


export interface JoinRequest {
  /**
   * What makes the token good: 43 characters of base64url.
   */
  'secret'?: (string);
  /**
   * How the one who joins is to be called: 1 to 64 letters, digits, dots, dashes and underscores.
   */
  'name'?: (string);
  /**
   * PKCS #10, as PEM; its key never leaves the machine that made it.
   */
  'certificateRequest'?: (string);
}

export interface JoinRequest__Output {
  /**
   * What makes the token good: 43 characters of base64url.
   */
  'secret': (string);
  /**
   * How the one who joins is to be called: 1 to 64 letters, digits, dots, dashes and underscores.
   */
  'name': (string);
  /**
   * PKCS #10, as PEM; its key never leaves the machine that made it.
   */
  'certificateRequest': (string);
}
