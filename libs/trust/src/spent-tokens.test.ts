import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SpentTokens } from './spent-tokens.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-spent-'));
  path = join(folder, 'spent.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('SPENT-1: a token is taken once, also by another process', () => {
  SpentTokens.open(path).spend('e30.one.signed', 2_000, 1_000);
  const again = SpentTokens.open(path);
  expect(() => again.spend('e30.one.signed', 2_000, 1_500)).toThrow('was used before');
  again.spend('e30.another.signed', 2_000, 1_500);
  expect(() => again.spend('e30.another.signed', 2_000, 1_500)).toThrow('was used before');
});

test('SPENT-1: a token with another signature is the same one', () => {
  const spent = SpentTokens.open(path);
  spent.spend('e30.one.signed', 2_000, 1_000);
  expect(() => spent.spend('e30.one.signed-otherwise', 2_000, 1_500)).toThrow('was used before');
});

test('nothing of a token is kept, nor anything of those that have expired', () => {
  const spent = SpentTokens.open(path);
  spent.spend('e30.secret-one.signed', 2_000, 1_000);
  spent.spend('e30.secret-two.signed', 9_000, 3_000);
  const text = readFileSync(path, 'utf8');
  expect(text).not.toContain('secret');
  expect(Object.values(JSON.parse(text) as object)).toEqual([9_000]);
});

test('a file that is none is named', () => {
  writeFileSync(path, 'no JSON', { mode: 0o600 });
  expect(() => SpentTokens.open(path)).toThrow(`${path} holds no digests of tokens`);
});
