import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CertificateAuthority } from './certificate-authority.ts';
import {
  certificateFiles,
  readCertificates,
  readGivenCredentials,
  readPair,
} from './certificate-files.ts';

const terms = { nowMs: Date.now(), lifetimeMs: 60_000 };
const { authority } = await CertificateAuthority.create(terms.nowMs);
const pair = await authority.serverPair(['localhost'], terms);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-certificates-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const files = () => ({
  cert: file('own.crt', pair.certificate, 0o644),
  key: file('own.key', pair.key),
  ca: file('lab.crt', authority.certificate, 0o644),
});

test('what others have made is taken as it is, with what stands between it and its authority', () => {
  expect(readGivenCredentials(files())).toEqual({ authority: authority.certificate, pair });
  const chain = pair.certificate + authority.certificate;
  const { certificate } = readPair({ ...files(), cert: file('chain.crt', chain.trimEnd()) });
  expect(certificate).toBe(chain);
});

test('what another authority has made is refused, and what one between them has made is not', async () => {
  const { authority: other } = await CertificateAuthority.create(terms.nowMs);
  const ca = file('other.crt', other.certificate);
  expect(() => readGivenCredentials({ ...files(), ca })).toThrow(
    `is not vouched for by --tls-ca ${ca}`,
  );
  const both = file('both.crt', other.certificate + authority.certificate);
  expect(readGivenCredentials({ ...files(), ca: both }).pair).toEqual(pair);
});

test('either all three files are named, or none', () => {
  expect(certificateFiles({})).toBeUndefined();
  const all = { tlsCert: 'a', tlsKey: 'b', tlsCa: 'c' };
  expect(certificateFiles(all)).toEqual({ cert: 'a', key: 'b', ca: 'c' });
  for (const lacking of Object.keys(all)) {
    expect(() => certificateFiles({ ...all, [lacking]: undefined })).toThrow(
      '--tls-cert, --tls-key and --tls-ca go together: give all three',
    );
  }
});

test('a key that others can read is not used', () => {
  const key = file('open.key', pair.key, 0o640);
  expect(() => readPair({ ...files(), key })).toThrow(
    `${key} can be read or written by others (mode 640): 'chmod 600 ${key}' mends it`,
  );
});

test('each file that does not fit is named by its flag', async () => {
  const other = await authority.serverPair(['localhost'], terms);
  const { cert, key } = files();
  const none = join(folder, 'none');
  const junk = file('junk', 'no PEM');
  expect(() => readPair({ cert: none, key })).toThrow(/^--tls-cert cannot be read: ENOENT/);
  expect(() => readPair({ cert, key: none })).toThrow(/^--tls-key cannot be read: ENOENT/);
  expect(() => readPair({ cert: junk, key })).toThrow(
    `--tls-cert ${junk} is no certificate in PEM`,
  );
  expect(() => readPair({ cert: key, key })).toThrow(`--tls-cert ${key} is no certificate in PEM`);
  expect(() => readPair({ cert, key: junk })).toThrow(`--tls-key ${junk} is no private key in PEM`);
  const foreign = file('other.key', other.key);
  expect(() => readPair({ cert, key: foreign })).toThrow(
    `--tls-key ${foreign} is not the key of --tls-cert ${cert}`,
  );
  expect(() => readCertificates('--tls-ca', junk)).toThrow(
    `--tls-ca ${junk} is no certificate in PEM`,
  );
});
