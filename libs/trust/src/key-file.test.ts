import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readPrivateFile, writePrivateFile } from './key-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-trust-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a key is written for its owner alone, whole, and over a former one', () => {
  const path = join(folder, 'key.pem');
  writePrivateFile(path, 'former');
  chmodSync(path, 0o644);
  writePrivateFile(path, 'key');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readPrivateFile(path)).toBe('key');
  expect(readdirSync(folder)).toEqual(['key.pem']);
});

test.each([0o640, 0o604, 0o620, 0o602, 0o660])(
  'mode %o is refused, and how to mend it is said',
  (mode) => {
    const path = join(folder, 'open.pem');
    writePrivateFile(path, 'key');
    chmodSync(path, mode);
    expect(() => readPrivateFile(path)).toThrow(
      expect.objectContaining({
        code: 'refused',
        message: `${path} can be read or written by others (mode ${mode.toString(8)}): 'chmod 600 ${path}' mends it, if nobody has`,
      }),
    );
  },
);

test.runIf(process.getuid?.() === 0)(
  "what the administrator writes into the folder of another user is that user's",
  () => {
    const theirs = mkdtempSync(join(folder, 'theirs-'));
    chownSync(theirs, 1234, 1234);
    const path = join(theirs, 'token.json');
    writePrivateFile(path, 'text');
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 1234 });
  },
);

test('a link in the place of a key is not followed', () => {
  const target = join(folder, 'target.pem');
  writePrivateFile(target, 'key');
  const link = join(folder, 'link.pem');
  symlinkSync(target, link);
  expect(() => readPrivateFile(link)).toThrow('ELOOP');
});
