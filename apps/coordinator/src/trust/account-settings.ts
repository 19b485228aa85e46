/** Who may log in by an account, and as what. */
export interface AccountSettings {
  /** The issuer that knows them (OpenID Connect). */
  readonly issuer: URL;
  /** As what this coordinator's clients are registered there. */
  readonly clientId: string;
  /** What the issuer is asked for; `openid` among them. */
  readonly scopes: readonly string[];
  /** The claim of ID tokens that says what somebody is; with dots one inside another. */
  readonly claim: string;
  /** Its values that make an operator; who has one of a viewer too is an operator. */
  readonly operators: readonly string[];
  /** Its values that make a viewer. */
  readonly viewers: readonly string[];
}
