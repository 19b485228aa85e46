import { ChorusError } from '@chorus/errors';
import * as x509 from './x509.ts';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  exportKey,
  generateKeys,
  KEY_ALGORITHM,
  SIGNING_ALGORITHM,
  type WebKey,
} from './algorithm.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Identity } from './roles.ts';
import { subjectOf } from './subject.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** An authority outlives the machines that trust it. */
const AUTHORITY_DAYS = 3_650;

/** Certificates begin so long before they are made: clocks differ. */
export const EARLY_MS = 5 * 60 * 1000;

/** A certificate and its private key, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** For whom a certificate is, and how long. */
export interface Terms {
  readonly nowMs: number;
  /** From now on, in milliseconds. */
  readonly lifetimeMs: number;
}

/** Who vouches for a coordinator and those who may connect to it: a key, and the certificate that all of them know. */
export class CertificateAuthority {
  /** Its certificate, as PEM. */
  readonly certificate: string;
  readonly #key: WebKey;
  readonly #x509: x509.X509Certificate;

  private constructor(certificate: x509.X509Certificate, key: WebKey) {
    this.#x509 = certificate;
    this.certificate = `${certificate.toString('pem')}\n`;
    this.#key = key;
  }

  /** Makes a new authority. @returns it, and what is to be kept of it in a file that nobody else reads */
  static async create(nowMs: number): Promise<{ authority: CertificateAuthority; kept: KeyPair }> {
    const keys = await generateKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: 'CN=Chorus authority',
      notBefore: new Date(nowMs - EARLY_MS),
      notAfter: new Date(nowMs + AUTHORITY_DAYS * DAY_MS),
      keys,
      signingAlgorithm: SIGNING_ALGORITHM,
      extensions: [
        // It vouches for no other authority.
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
          true,
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const authority = new CertificateAuthority(certificate, keys.privateKey);
    const key = await exportKey(keys.privateKey);
    return { authority, kept: { certificate: authority.certificate, key } };
  }

  /** An authority that {@link create} made. @throws ChorusError `corrupt` when the two do not belong together */
  static async restore({ certificate, key }: KeyPair): Promise<CertificateAuthority> {
    const isItsKey = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
    if (!isItsKey) {
      throw new ChorusError('corrupt', "the authority's key is not that of its certificate");
    }
    const der = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
    const privateKey = await crypto.subtle.importKey('pkcs8', der, KEY_ALGORITHM, false, ['sign']);
    return new CertificateAuthority(new x509.X509Certificate(certificate), privateKey);
  }

  /** The SHA-256 of its certificate (DER), in hexadecimal. */
  get fingerprint(): string {
    return fingerprintOf(this.certificate);
  }

  /**
   * A certificate for who asks for one: that they have the key is what their request proves, who they are is for the caller to know.
   *
   * @param request PKCS #10, as PEM; nothing but its public key is taken from it
   * @returns the certificate, as PEM
   * @throws ChorusError `invalid` when it is no request, or not signed with its key
   */
  async certify(request: string, identity: Identity, terms: Terms): Promise<string> {
    const { publicKey } = await checkedRequest(request);
    return this.#issue(publicKey, subjectOf(identity), terms, [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    ]);
  }

  /**
   * A certificate, and its key, for a server that is reached under these names.
   *
   * @param hosts names and IP addresses
   */
  async serverPair(hosts: readonly string[], terms: Terms): Promise<KeyPair> {
    const keys = await generateKeys();
    const names = hosts.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const);
    const certificate = await this.#issue(keys.publicKey, 'CN=Chorus coordinator', terms, [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names),
    ]);
    return { certificate, key: await exportKey(keys.privateKey) };
  }

  async #issue(
    publicKey: WebKey | x509.PublicKey,
    subject: string,
    { nowMs, lifetimeMs }: Terms,
    extensions: readonly x509.Extension[],
  ): Promise<string> {
    const end = Math.min(nowMs + lifetimeMs, this.#x509.notAfter.getTime());
    const certificate = await x509.X509CertificateGenerator.create({
      subject,
      issuer: this.#x509.subject,
      notBefore: new Date(nowMs - EARLY_MS),
      notAfter: new Date(end),
      publicKey,
      signingKey: this.#key,
      signingAlgorithm: SIGNING_ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        await x509.AuthorityKeyIdentifierExtension.create(this.#x509.publicKey),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
        ...extensions,
      ],
    });
    return `${certificate.toString('pem')}\n`;
  }
}

async function checkedRequest(text: string): Promise<x509.Pkcs10CertificateRequest> {
  try {
    const request = new x509.Pkcs10CertificateRequest(text);
    if (await request.verify()) return request;
  } catch (cause) {
    throw new ChorusError('invalid', 'this is no request for a certificate (PKCS #10, as PEM)', {
      cause,
    });
  }
  throw new ChorusError('invalid', 'the request for a certificate is not signed with its own key');
}
