import type { ClientTrust } from '@chorus/proto';
import type { JoinToken, Role } from '@chorus/trust';
import { requestCertificate, TrustStore } from '@chorus/trust/authority';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { simulatedName } from './simulated-worker.ts';

const DAY_MS = 24 * 60 * 60_000;

/** An authority, and those whom it has let in: an operator, and so many simulated workers, each with a key of its own. */
export class SiteTrust {
  readonly operator: ClientTrust;
  /** By the worker's index. */
  readonly workers: readonly ClientTrust[];
  readonly #folder: string;

  private constructor(folder: string, operator: ClientTrust, workers: readonly ClientTrust[]) {
    this.#folder = folder;
    this.operator = operator;
    this.workers = workers;
  }

  /** @param folder where its files are made */
  static async create(folder: string, workers: number): Promise<SiteTrust> {
    const store = await TrustStore.create(folder, Date.now());
    const [operator] = await admit(store, 'operator', ['bench']);
    const names = Array.from({ length: workers }, (_, index) => simulatedName(index));
    return new SiteTrust(folder, operator!, await admit(store, 'worker', names));
  }

  /** Gives a coordinator this authority, before its first start. */
  copyTo(state: string): void {
    cpSync(this.#folder, join(state, 'trust'), { recursive: true });
  }
}

/** A token for workers that a running coordinator's own machine makes, as `chorus token create` does. */
export async function workerToken(
  state: string,
  address: string,
  uses: number,
): Promise<JoinToken> {
  const store = await TrustStore.open(join(state, 'trust'));
  const { secret } = store.createToken({ role: 'worker', lifetimeMs: DAY_MS, uses }, Date.now());
  const { fingerprint } = store.authority;
  return { addresses: [address], role: 'worker', authority: fingerprint, secret } as const;
}

/** Lets them in by the authority itself, which is much quicker than that each joins. */
async function admit(
  store: TrustStore,
  role: Role,
  names: readonly string[],
): Promise<ClientTrust[]> {
  const authority = store.authority.certificate;
  const wish = { role, lifetimeMs: DAY_MS, uses: names.length };
  const { secret } = store.createToken(wish, Date.now());
  const admitted: ClientTrust[] = [];
  for (const name of names) {
    const { key, request } = await requestCertificate();
    const { certificate } = await store.admit(secret, name, request, Date.now());
    admitted.push({ authority, pair: { key, certificate } });
  }
  return admitted;
}
