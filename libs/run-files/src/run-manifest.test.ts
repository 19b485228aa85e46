import { expect, test } from 'vitest';
import { decodeManifest, encodeManifest, readManifest, type RunManifest } from './run-manifest.ts';

const MANIFEST: RunManifest = {
  runId: 'run-1',
  events: { count: 7, sha256: 'ab'.repeat(32) },
  files: [
    { path: 'labels.npy', bytes: 140, sha256: 'cd'.repeat(32) },
    { path: 'predictions/member-1.npy', bytes: 608, sha256: 'ef'.repeat(32) },
  ],
};
const TEXT = encodeManifest(MANIFEST);

test('MANIFEST-1: files are listed by their paths, whatever order they come in', () => {
  expect(decodeManifest('manifest.json', TEXT)).toMatchObject(MANIFEST);
  expect(encodeManifest({ ...MANIFEST, files: MANIFEST.files.toReversed() })).toBe(TEXT);
});

test('MANIFEST-2: a byte that was altered anywhere in it is found', () => {
  const bytes = Buffer.from(TEXT);
  for (const index of bytes.keys()) {
    for (const bit of [1, 32, 128]) {
      const altered = Buffer.from(bytes);
      altered[index]! ^= bit;
      const text = altered.toString('utf8');
      expect(() => decodeManifest('manifest.json', text)).toThrow(
        /^manifest.json (was altered|has)/,
      );
    }
  }
});

test.for(['', 'null', '[]', '{}', TEXT.slice(0, -1), `${TEXT}\n`, TEXT.replace('[', '[[')])(
  'what is no manifest is refused: %j',
  (text) => {
    expect(() => decodeManifest('manifest.json', text)).toThrow('manifest.json was altered');
  },
);

test('one of a newer version is refused as such', () => {
  const newer = TEXT.replace('"version": 1', '"version": 2');
  expect(() => decodeManifest('manifest.json', newer)).toThrow(
    'manifest.json has version 2, this Chorus knows 1: use the version of Chorus that wrote it',
  );
});

test('a run of an older version has none', () => {
  expect(readManifest('/nowhere/manifest.json')).toBeUndefined();
});
