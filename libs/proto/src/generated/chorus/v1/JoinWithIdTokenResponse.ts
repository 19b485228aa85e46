// Original file: libs/proto/chorus/v1/trust_service.proto


export interface JoinWithIdTokenResponse {
  /**
   * As PEM; it lasts twelve hours, and is not renewed.
   */
  'certificate'?: (string);
  /**
   * "operator" or "viewer", as the account's claims say.
   */
  'role'?: (string);
  /**
   * How the one who has joined is called.
   */
  'name'?: (string);
}

export interface JoinWithIdTokenResponse__Output {
  /**
   * As PEM; it lasts twelve hours, and is not renewed.
   */
  'certificate': (string);
  /**
   * "operator" or "viewer", as the account's claims say.
   */
  'role': (string);
  /**
   * How the one who has joined is called.
   */
  'name': (string);
}
