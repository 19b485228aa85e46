import { SeededRandom } from '@chorus/data';
import { FinishedRun, packRun, readPrivateKey, readPublicKey } from '@chorus/run-files';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { finishRun } from './testing/finish-run.ts';
import { verifyPackedRun } from './verify-packed-run.ts';
import { verifyRun } from './verify-run.ts';

const FUZZED = 1_000;
const never = new AbortController().signal;

let folder: string;
let run: string;
let runId: string;
/** A folder that is empty when a test begins. */
let outDir: string;
let out: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-pack-'));
  run = join(folder, 'run');
  outDir = join(folder, 'out');
  out = join(outDir, 'run.tar');
  runId = await finishRun(run);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir);
});

/** Writes a pair of keys. @returns their PEM files */
function makeKeys(name: string, type = 'ed25519'): { privatePem: string; publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync(type as 'ed25519');
  const privatePem = join(folder, `${name}.pem`);
  const publicPem = join(folder, `${name}.public.pem`);
  writeFileSync(privatePem, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  writeFileSync(publicPem, publicKey.export({ format: 'pem', type: 'spki' }), { mode: 0o644 });
  return { privatePem, publicPem };
}

async function pack(options: { members?: number[]; signedBy?: string; from?: string } = {}) {
  const { members = [1, 2], signedBy, from = run } = options;
  const key = signedBy === undefined ? undefined : readPrivateKey('--sign', signedBy);
  return packRun(FinishedRun.open(from), { out, members, key, signal: never });
}

/** What is found of one kind in the packed run. */
function textsOf(kind: 'altered' | 'unknown', publicPem?: string): string[] {
  const key = publicPem === undefined ? undefined : readPublicKey('--key', publicPem);
  const { findings } = verifyPackedRun(out, { key });
  return findings.filter(({ found }) => found === kind).map(({ text }) => text);
}

test('a packed run verifies, is the same file whenever it is packed, and any tar opens it', async () => {
  await pack();
  expect(verifyPackedRun(out)).toMatchObject({ runId, whole: true });
  const first = readFileSync(out);
  await pack();
  expect(readFileSync(out).equals(first)).toBe(true);
  execFileSync('tar', ['xf', out, '-C', outDir]);
  const unpacked = verifyRun(join(outDir, runId));
  expect(unpacked).toEqual(verifyPackedRun(out));
  expect(readFileSync(join(outDir, runId, 'report.json'))).toEqual(
    readFileSync(join(run, 'report.json')),
  );
});

test('models can be left out, which is said', async () => {
  await pack({ members: [] });
  expect(textsOf('altered')).toEqual([]);
  const [text] = textsOf('unknown');
  expect(text).toMatch(/^4 files were left out when it was packed: members\/1\/model.json, /);
  await pack({ members: [2] });
  expect(textsOf('altered')).toEqual([]);
  expect(textsOf('unknown')).toEqual([
    '2 files were left out when it was packed: members/1/model.json, members/1/weights.bin',
  ]);
});

test(`VERIFY-1: ${FUZZED} single bytes that are altered anywhere in packed runs are all found`, async () => {
  const { privatePem } = makeKeys('fuzz');
  const random = SeededRandom.from(1, 'fuzz');
  for (const signedBy of [undefined, privatePem]) {
    await pack({ ...(signedBy !== undefined && { signedBy }) });
    const bytes = readFileSync(out);
    for (let times = 0; times < FUZZED / 2; times++) {
      const at = random.below(bytes.length);
      const before = bytes[at]!;
      bytes[at] = (before + 1 + random.below(255)) % 256;
      writeFileSync(out, bytes);
      const { whole, findings } = verifyPackedRun(out);
      expect(whole, `byte ${at} of ${bytes.length}: ${before} became ${bytes[at]}`).toBe(false);
      const altered = findings.filter(({ found }) => found === 'altered');
      expect(altered.map(({ text }) => text).join()).not.toBe('');
      bytes[at] = before;
    }
    writeFileSync(out, bytes);
    expect(verifyPackedRun(out).whole).toBe(true);
  }
}, 300_000);

test('every byte of a header, of paddings and of the end is found, with its place', async () => {
  await pack();
  const bytes = readFileSync(out);
  const padding = bytes.indexOf('"manifest', 0, 'latin1') + 1 || 512;
  const places = [...Array(512).keys(), bytes.length - 1, bytes.length - 1024, padding];
  for (const at of places) {
    bytes[at]! ^= 1;
    writeFileSync(out, bytes);
    expect(textsOf('altered').join(), `byte ${at}`).not.toBe('');
    bytes[at]! ^= 1;
  }
  writeFileSync(out, bytes);
  appendFileSync(out, 'x');
  expect(textsOf('altered')).toEqual([
    `${out} is no packed run, or was altered: at byte ${bytes.length}, something follows its end`,
  ]);
  writeFileSync(out, bytes.subarray(0, 700));
  expect(textsOf('altered')[0]).toMatch(/at byte 512, .*manifest.json is cut off$/);
  writeFileSync(out, '');
  expect(textsOf('altered')[0]).toMatch(/at byte 0, it is cut off$/);
});

test('no path leads out of the folder into which it is unpacked', async () => {
  await pack();
  const bytes = readFileSync(out);
  const name = bytes.subarray(0, 100);
  const evil = `../../evil.json`;
  name.fill(0).write(evil);
  const sum = bytes
    .subarray(0, 512)
    .reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  bytes.write(sum.toString(8).padStart(6, '0'), 148);
  writeFileSync(out, bytes);
  expect(textsOf('altered')[0]).toContain(`"${evil}" is no path that a run has`);
});

describe('a signature', () => {
  test('is checked by the public key: of another key, missing, or of an altered run it is told', async () => {
    const mine = makeKeys('mine');
    const other = makeKeys('other');
    await pack({ signedBy: mine.privatePem });
    expect(textsOf('altered', mine.publicPem)).toEqual([]);
    expect(textsOf('altered', other.publicPem)).toEqual([
      expect.stringMatching(/^it is signed by another key than --key: [0-9a-f]{64}$/),
    ]);
    expect(textsOf('unknown')).toEqual([
      expect.stringMatching(/^by the key [0-9a-f]{64}; whose that is, --key PUBLIC.pem tells$/),
    ]);
    await pack();
    expect(textsOf('altered', mine.publicPem)).toEqual([
      'it is not signed: there is nothing to check by --key',
    ]);
  });

  test('is of this manifest: one of another run does not fit', async () => {
    const { privatePem, publicPem } = makeKeys('mine');
    await pack({ signedBy: privatePem });
    execFileSync('tar', ['xf', out, '-C', outDir]);
    const unpacked = join(outDir, runId);
    const altered = readFileSync(join(unpacked, 'manifest.json'), 'utf8');
    rmSync(join(unpacked, 'manifest.json'));
    rmSync(join(unpacked, 'samples'), { recursive: true });
    writeFileSync(join(unpacked, 'added.txt'), 'x');
    const packing = readFileSync(join(unpacked, 'pack.json'));
    rmSync(join(unpacked, 'pack.json'));
    await pack({ from: unpacked });
    execFileSync('tar', ['xf', out, '-C', outDir]);
    writeFileSync(join(unpacked, 'pack.json'), packing);
    expect(readFileSync(join(unpacked, 'manifest.json'), 'utf8')).not.toBe(altered);
    const { findings } = verifyRun(unpacked, { key: readPublicKey('--key', publicPem) });
    expect(findings.find(({ what }) => what === 'signature')).toMatchObject({
      found: 'altered',
      text: expect.stringMatching(/^the signature is not of this .*manifest.json$/),
    });
  });

  test('is refused by keys that others can read or change, that are none, or not of Ed25519', () => {
    const { privatePem, publicPem } = makeKeys('modes');
    chmodSync(privatePem, 0o640);
    expect(() => readPrivateKey('--sign', privatePem)).toThrow(
      `--sign ${privatePem}: others than its owner may read it; 'chmod 600 ${privatePem}' first`,
    );
    chmodSync(publicPem, 0o664);
    expect(() => readPublicKey('--key', publicPem)).toThrow(`'chmod 644 ${publicPem}' first`);
    chmodSync(privatePem, 0o600);
    expect(() => readPublicKey('--key', privatePem)).toThrow('it is a private one');
    expect(() => readPrivateKey('--sign', folder)).toThrow("is no file: name the key's PEM file");
    const text = join(folder, 'text.pem');
    writeFileSync(text, 'no key', { mode: 0o600 });
    expect(() => readPrivateKey('--sign', text)).toThrow('holds no private key in PEM');
    const x25519 = makeKeys('x25519', 'x25519');
    expect(() => readPrivateKey('--sign', x25519.privatePem)).toThrow('is a key of x25519');
  });
});

describe('nothing is left', () => {
  test('when a file was altered or is missing: the run is not packed', async () => {
    const spoilt = join(folder, 'spoilt');
    cpSync(run, spoilt, { recursive: true });
    const path = join(spoilt, 'labels.npy');
    const bytes = readFileSync(path);
    writeFileSync(
      path,
      bytes.map((byte) => byte ^ 1),
    );
    await expect(pack({ from: spoilt })).rejects.toThrow(`${path} was altered`);
    writeFileSync(path, Buffer.concat([bytes, Buffer.from('x')]));
    await expect(pack({ from: spoilt })).rejects.toThrow(`${path} was altered`);
    rmSync(path);
    await expect(pack({ from: spoilt })).rejects.toThrow(`${path} is missing`);
    expect(readdirSync(outDir)).toEqual([]);
    rmSync(spoilt, { recursive: true });
  });

  test('when it is interrupted; what was there stays', async () => {
    writeFileSync(out, 'a former one');
    const interrupted = AbortSignal.abort(new Error('interrupted'));
    const packing = packRun(FinishedRun.open(run), { out, members: [], signal: interrupted });
    await expect(packing).rejects.toThrow('interrupted');
    expect(readdirSync(outDir)).toEqual(['run.tar']);
    expect(readFileSync(out, 'utf8')).toBe('a former one');
  });
});
