import type { ClientTrust } from '@chorus/proto';
import { formatToken, type Role } from '@chorus/trust';
import { requestCertificate, TrustStore, type TokenWish } from '@chorus/trust/authority';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountSettings } from '../../trust/account-settings.ts';
import { ownTrust, type OpenTrust } from '../../trust/own-trust.ts';

const HOUR_MS = 3_600_000;

/** An authority of its own, for a coordinator of a test. */
export class TestTrust {
  readonly #folder: string;
  readonly store: TrustStore;
  /** As {@link CoordinatorOptions.trust} takes it. */
  readonly coordinator: OpenTrust;

  private constructor(folder: string, store: TrustStore, coordinator: OpenTrust) {
    this.#folder = folder;
    this.store = store;
    this.coordinator = coordinator;
  }

  /** @param accounts whom accounts let in. Default: nobody */
  static async create(accounts?: AccountSettings): Promise<TestTrust> {
    const folder = mkdtempSync(join(tmpdir(), 'chorus-trust-'));
    const store = await TrustStore.create(join(folder, 'trust'), Date.now());
    return new TestTrust(folder, store, await open(store, accounts));
  }

  /** The same, as another process would open it. */
  async reopen(): Promise<OpenTrust> {
    return open(await TrustStore.open(join(this.#folder, 'trust')));
  }

  /** A token, as people get it. */
  token(role: Role, wish: Partial<TokenWish> = {}): string {
    const asked = { role, lifetimeMs: HOUR_MS, uses: 1, ...wish };
    const { secret } = this.store.createToken(asked, Date.now());
    const { fingerprint } = this.store.authority;
    return formatToken({ addresses: ['127.0.0.1:50051'], role, authority: fingerprint, secret });
  }

  /** By what somebody is known who has a certificate. */
  async admit(role: Role, name: string): Promise<ClientTrust> {
    const nowMs = Date.now();
    const { secret } = this.store.createToken({ role, lifetimeMs: HOUR_MS, uses: 1 }, nowMs);
    const { key, request } = await requestCertificate();
    const { certificate } = await this.store.admit(secret, name, request, nowMs);
    return { authority: this.store.authority.certificate, pair: { key, certificate } };
  }

  [Symbol.dispose](): void {
    this.coordinator.close();
    rmSync(this.#folder, { recursive: true });
  }
}

/** Under which the coordinator is reached. */
const HOSTS = ['127.0.0.1', 'coordinator.example'];

function open(store: TrustStore, accounts?: AccountSettings): Promise<OpenTrust> {
  return ownTrust(
    store,
    () => HOSTS,
    () => {},
    accounts,
  );
}
