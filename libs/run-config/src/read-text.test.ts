import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decodeText, readText } from './read-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

const TEXT = 'dataDir: é\nmembers: 4\n';

function bigEndian(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

test.for([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
  ["UTF-16, as PowerShell's > writes it", Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
  ['UTF-16, big endian', bigEndian(`\uFEFF${TEXT}`)],
] as const)('%s is read', ([, bytes]) => {
  const path = join(folder, 'run.yaml');
  writeFileSync(path, bytes);
  expect(readText(path)).toBe(TEXT);
});

test.for([
  ['Latin-1', Buffer.from(TEXT, 'latin1'), '1:10: this is not UTF-8: save the file as UTF-8'],
  [
    'Latin-1 further down',
    Buffer.from('members: 4\n# caf\xe9\n', 'latin1'),
    '2:6: this is not UTF-8: save the file as UTF-8',
  ],
  [
    'UTF-16 without a byte order mark',
    Buffer.from(TEXT.replace('é', 'e'), 'utf16le'),
    '1:2: this is no text: a text must be saved as UTF-8',
  ],
  [
    'UTF-32',
    Buffer.from('fffe00006d000000', 'hex'),
    '1:1: this is no text: a text must be saved as UTF-8',
  ],
  ['a program', Buffer.from('\x7fELF\x02\x01\x01\0'), '1:8: this is no text: '],
  ['more than 1 MiB', Buffer.alloc(2 ** 20 + 1, '#'), ' it is larger than 1 MiB: '],
] as const)('%s is refused by place', ([, bytes, message]) => {
  expect(() => decodeText(bytes, 'run.yaml')).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: expect.stringContaining(`run.yaml:${message}`) as string,
    }),
  );
});

test.skipIf(process.platform === 'win32')('a device without an end is not read to its end', () => {
  expect(() => readText('/dev/zero')).toThrow('/dev/zero: it is larger than 1 MiB');
});

test('what is missing, a folder or below a file is refused by name', () => {
  const missing = join(folder, 'missing.yaml');
  expect(() => readText(missing)).toThrow(`--config ${missing}: there is no such file`);
  expect(() => readText(folder)).toThrow(`--config ${folder}: it is a folder, not a file`);
  writeFileSync(join(folder, 'file'), '');
  const below = join(folder, 'file', 'run.yaml');
  expect(() => readText(below)).toThrow(`--config ${below}: a part of this path is a file`);
});
