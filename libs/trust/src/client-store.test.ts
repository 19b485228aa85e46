import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepCoordinator, knownCoordinator } from './client-store.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'chorus-trust-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const known = (name: string) => ({
  authority: `authority of ${name}`,
  pair: { certificate: `certificate of ${name}`, key: `key of ${name}` },
});

test.each(['gpu-server:50051', '10.0.0.5:1', '[::1]:50051', 'a.b.example:65535'])(
  'what this machine is known by at %s is kept apart from all other addresses',
  (address) => {
    expect(knownCoordinator(home, address)).toBeUndefined();
    keepCoordinator(home, address, known('one'));
    keepCoordinator(home, 'another:50051', known('another'));
    expect(knownCoordinator(home, address)).toEqual(known('one'));
    keepCoordinator(home, address, known('renewed'));
    expect(knownCoordinator(home, address)).toEqual(known('renewed'));
    const key = join(home, 'trust', encodeURIComponent(address), 'own.key');
    expect(statSync(key).mode & 0o777).toBe(0o600);
  },
);

test('a key that others can read is not used', () => {
  keepCoordinator(home, 'gpu-server:50051', known('one'));
  chmodSync(join(home, 'trust', encodeURIComponent('gpu-server:50051'), 'own.key'), 0o644);
  expect(() => knownCoordinator(home, 'gpu-server:50051')).toThrow("'chmod 600");
});

test('a folder that cannot be made is said to be the reason', () => {
  writeFileSync(join(home, 'trust'), 'a file');
  expect(() => keepCoordinator(home, 'gpu-server:50051', known('one'))).toThrow(
    /^what proves who this machine is cannot be kept: /,
  );
});
