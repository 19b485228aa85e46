import type { AccountSettings } from '@chorus/coordinator';
import { ChorusError } from '@chorus/proto';
import { parseIssuer } from '@chorus/trust';

/** What `chorus serve` was told of accounts. */
export interface AccountFlags {
  readonly oidcIssuerUrl?: string;
  readonly oidcClientId?: string;
  /** Separated by commas. */
  readonly oidcScopes?: string;
  readonly oidcGroupsClaim?: string;
  /** Values, separated by commas. */
  readonly oidcOperators?: string;
  /** Values, separated by commas. */
  readonly oidcViewers?: string;
}

/** What an issuer must be asked for to be one of OpenID Connect. */
const OPENID = 'openid';

/**
 * Who may log in by an account.
 *
 * @returns undefined: nobody
 * @throws ChorusError `invalid` for what is no issuer, and where something lacks
 */
export function accountSettings(flags: AccountFlags): AccountSettings | undefined {
  const { oidcIssuerUrl, oidcClientId, oidcGroupsClaim = 'groups' } = flags;
  if (oidcIssuerUrl === undefined) {
    const others = { '--oidc-client-id': oidcClientId, '--oidc-operators': flags.oidcOperators };
    const all = Object.entries({ ...others, '--oidc-viewers': flags.oidcViewers });
    const alone = all.find(([, value]) => value !== undefined);
    if (!alone) return undefined;
    throw new ChorusError('invalid', `${alone[0]} says nothing without --oidc-issuer-url`);
  }
  const issuer = parseIssuer('--oidc-issuer-url', oidcIssuerUrl);
  if (!oidcClientId) {
    const what = 'as what Chorus is registered at the issuer';
    throw new ChorusError('invalid', `--oidc-client-id lacks: ${what}`);
  }
  const operators = wordsOf(flags.oidcOperators);
  const viewers = wordsOf(flags.oidcViewers);
  if (operators.length + viewers.length === 0) {
    const remedy = `name values of the claim '${oidcGroupsClaim}' by --oidc-operators or --oidc-viewers`;
    throw new ChorusError('invalid', `no account could log in: ${remedy}`);
  }
  const scopes = [...new Set([OPENID, ...wordsOf(flags.oidcScopes ?? 'profile,email')])];
  return { issuer, clientId: oidcClientId, scopes, claim: oidcGroupsClaim, operators, viewers };
}

function wordsOf(text = ''): string[] {
  return text.split(',').flatMap((word) => word.trim() || []);
}
