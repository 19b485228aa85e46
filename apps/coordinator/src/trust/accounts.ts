import { ChorusError, type LoginDescription } from '@chorus/proto';
import { fitIdentityName, type AccountWish, type Identity } from '@chorus/trust';
import type { SpentTokens, TrustStore } from '@chorus/trust/authority';
import type { BroughtBack } from '../server/trust-service.ts';
import type { AccountSettings } from './account-settings.ts';
import { beginLogin, finishLogin, type BegunLogin } from './browser-login.ts';
import { Issuer } from './issuer.ts';
import { roleOfClaims, type Claims } from './role-of-claims.ts';
import { verifyIdToken } from './verify-id-token.ts';

/** Lets people in by accounts that an issuer has for them: what it says of them is the one reason, each time that they log in. */
export class Accounts {
  readonly #settings: AccountSettings;
  readonly #store: TrustStore;
  readonly #spent: SpentTokens;
  readonly #issuer: Issuer;

  /** @throws as {@link TrustStore.openSpentTokens} does */
  constructor(settings: AccountSettings, store: TrustStore) {
    this.#settings = settings;
    this.#store = store;
    this.#spent = store.openSpentTokens();
    this.#issuer = new Issuer(settings.issuer, settings.clientId);
  }

  /** How people log in. */
  describe(): LoginDescription {
    const { issuer, clientId, scopes } = this.#settings;
    return { issuer: issuer.href, clientId, scopes };
  }

  /**
   * Who somebody is who shows an ID token, which is used up by that.
   *
   * @param nonce what was sent with the request that it answers. Default: nothing was
   * @throws ChorusError `refused` for the token, or an account that has no role here; `unavailable` when the issuer cannot be asked
   */
  async identify(idToken: string, nowMs: number, nonce?: string): Promise<AccountWish> {
    const terms = { ...this.#settings, ...(nonce !== undefined && { nonce }) };
    const verified = await verifyIdToken(idToken, terms, this.#issuer, nowMs);
    const { issuer, subject, claims, untilMs } = verified;
    const names = namesIn(claims, subject);
    const role = roleOfClaims(claims, this.#settings);
    if (!role) {
      const { claim } = this.#settings;
      const problem = `no value of the claim '${claim}' of ${names[0] ?? 'this account'} lets in here`;
      throw new ChorusError('refused', `${problem}: ask who runs this coordinator`);
    }
    this.#spent.spend(idToken, untilMs, nowMs);
    return { account: { issuer, subject }, role, names };
  }

  /** Begins the login of somebody in a browser. @throws ChorusError `unavailable` */
  async begin(page: string, nowMs: number): Promise<BegunLogin> {
    const { configuration } = await this.#issuer.discover(nowMs);
    return beginLogin(configuration, this.#settings.scopes, page);
  }

  /** Who comes back from the issuer. @throws as {@link finishLogin} and {@link identify} do */
  async finish({ kept, answer, page }: BroughtBack, nowMs: number): Promise<AccountWish> {
    const { configuration } = await this.#issuer.discover(nowMs);
    const { idToken, nonce } = await finishLogin(configuration, kept, answer, page);
    return this.identify(idToken, nowMs, nonce);
  }

  /** Lets in who needs no certificate. @throws as {@link TrustStore.letAccountIn} does */
  letIn(wish: AccountWish, nowMs: number): Identity {
    return this.#store.letAccountIn(wish, nowMs);
  }

  /**
   * Lets somebody in for some hours.
   *
   * @param wish as {@link identify} gives it
   * @param request for a certificate: PKCS #10, as PEM
   * @throws ChorusError as {@link TrustStore.admitAccount} does
   */
  admit(
    wish: AccountWish,
    request: string,
    nowMs: number,
  ): Promise<{ readonly identity: Identity; readonly certificate: string }> {
    return this.#store.admitAccount(wish, request, nowMs);
  }
}

/** How an account may be called, the best first. */
function namesIn(claims: Claims, subject: string): string[] {
  const email = claims['email_verified'] === false ? undefined : claims['email'];
  const texts = [claims['preferred_username'], email, subject];
  return texts.flatMap((text) => (typeof text === 'string' && fitIdentityName(text)) || []);
}
