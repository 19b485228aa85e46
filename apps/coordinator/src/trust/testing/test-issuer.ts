import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type KoaContextWithOIDC } from 'oidc-provider';
import type { AccountSettings } from '../account-settings.ts';
import { TestBrowser } from './test-browser.ts';

/** As what Chorus is registered at the issuer. */
export const CLIENT_ID = 'chorus';
const ALGORITHM = 'RS256';
const KEY_ID = 'of-the-issuer';
const SCOPES = 'openid profile email groups';

/** What the issuer says of somebody. */
export type TestClaims = Readonly<Record<string, unknown>>;

/** A real issuer on this machine, whose accounts a test makes. Whoever comes by a browser is who the test says. */
export class TestIssuer {
  readonly url: string;
  readonly #server: Server;
  readonly #key: CryptoKey;
  readonly #accounts = new Map<string, TestClaims>();
  readonly #redirectUris = new Set<string>();
  #atBrowser = '';

  private constructor(server: Server, key: CryptoKey) {
    this.#server = server;
    this.#key = key;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<TestIssuer> {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = new TestIssuer(server, privateKey);
    await issuer.#serve();
    return issuer;
  }

  /** How a coordinator lets its accounts in. */
  settings(changed: Partial<AccountSettings> = {}): AccountSettings {
    return {
      ...{ issuer: new URL(this.url), clientId: CLIENT_ID, scopes: SCOPES.split(' ') },
      ...{ claim: 'groups', operators: [], viewers: [] },
      ...changed,
    };
  }

  /** Makes an account. @returns its subject */
  addAccount(subject: string, claims: TestClaims): string {
    this.#accounts.set(subject, claims);
    return subject;
  }

  /**
   * An ID token as it gives one.
   *
   * @param changed claims that are otherwise
   * @param key which signs it. Default: the issuer's
   */
  idToken(
    subject: string,
    changed: TestClaims = {},
    { key = this.#key, typ = 'JWT' }: { key?: CryptoKey; typ?: string } = {},
  ): Promise<string> {
    const nowS = Math.floor(Date.now() / 1000);
    const times = { iat: nowS, exp: nowS + 3600 };
    const own = { iss: this.url, aud: CLIENT_ID, sub: subject, jti: randomUUID(), ...times };
    const claims = { ...own, ...this.#accounts.get(subject), ...changed };
    return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID, typ }).sign(key);
  }

  /** Somebody opens the address that a device shows them, and confirms its code, or does not. */
  async answerDevice(address: string, subject: string, button: 'confirm' | 'abort'): Promise<void> {
    this.#atBrowser = subject;
    const browser = new TestBrowser();
    // The first form sends itself.
    const asked = await browser.send(await browser.open(address));
    await browser.send(asked, button);
  }

  /** Sends browsers back to this address from now on. */
  sendBackTo(address: string): void {
    this.#redirectUris.add(address);
  }

  /** Whoever comes by a browser from now on is this one. */
  logInAs(subject: string): void {
    this.#atBrowser = subject;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #serve(): Promise<void> {
    const jwk = { ...(await exportJWK(this.#key)), kid: KEY_ID, alg: ALGORITHM, use: 'sig' };
    const provider: Provider = new Provider(this.url, {
      jwks: { keys: [jwk] },
      clients: [
        {
          client_id: CLIENT_ID,
          token_endpoint_auth_method: 'none',
          grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
          response_types: ['code'],
          redirect_uris: ['https://elsewhere.example/callback'],
        },
      ],
      features: { deviceFlow: { enabled: true }, devInteractions: { enabled: false } },
      claims: {
        openid: ['sub'],
        profile: ['preferred_username'],
        email: ['email', 'email_verified'],
        groups: ['groups'],
      },
      scopes: SCOPES.split(' '),
      // Many issuers put them into the ID token, as this one does then.
      conformIdTokenClaims: false,
      cookies: { keys: ['of a test'] },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, subject) => ({
        accountId: subject,
        claims: () => ({ sub: subject, ...this.#accounts.get(subject) }),
      }),
      // Nobody is asked what the client may know of them.
      async loadExistingGrant({ oidc: { client, session } }: KoaContextWithOIDC) {
        const grant = new provider.Grant({
          clientId: client!.clientId,
          accountId: session!.accountId!,
        });
        grant.addOIDCScope(SCOPES);
        await grant.save();
        return grant;
      },
    });
    // Pages of tests have ports that nobody knows before.
    provider.Client.prototype.redirectUriAllowed = (uri) => this.#redirectUris.has(uri);
    // Devices ask after a second, so that tests need not wait for five.
    provider.use(async (context, next) => {
      await next();
      if (context.path === '/device/auth') Object.assign(context.body as object, { interval: 1 });
    });
    const answer = provider.callback();
    const isInteraction = (request: IncomingMessage) => request.url?.startsWith('/interaction/');
    this.#server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (!isInteraction(request)) return void answer(request, response);
      const login = { accountId: this.#atBrowser };
      void provider.interactionFinished(request, response, { login });
    });
  }
}
