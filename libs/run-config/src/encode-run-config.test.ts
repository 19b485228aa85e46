import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sampleConfig } from '../testing/sample-config.ts';
import { SECTIONS } from './run-document.ts';
import { configDigest, decodeRunConfig, encodeRunConfig } from './encode-run-config.ts';

test('a configuration survives its way as text', () => {
  const config = sampleConfig({
    combining: { stopWhenGainBelow: 0.01 },
    faults: { minMembers: 2 },
  });
  expect(decodeRunConfig(encodeRunConfig(config))).toEqual(config);
});

test('the text is canonical: keys sorted at every depth, no blanks, whatever order they came in', () => {
  const config = sampleConfig();
  const text = encodeRunConfig(config);
  expect(text).toMatch(
    /^\{"augmentation":\{[^}]*\},"combining":\{\},"dataset":\{"classes":\["disc","ring"\],"name":"shapes",/,
  );
  const turned = Object.fromEntries(
    Object.entries(config)
      .toReversed()
      .map(([key, value]) => [
        key,
        typeof value === 'object' ? Object.fromEntries(Object.entries(value).toReversed()) : value,
      ]),
  ) as typeof config;
  expect(encodeRunConfig(turned)).toBe(text);
  expect(configDigest(turned)).toBe(createHash('sha256').update(text).digest('hex'));
});

test('any other setting is another digest', () => {
  const changed = sampleConfig({ training: { learningRate: 0.002 } });
  expect(configDigest(changed)).not.toBe(configDigest(sampleConfig()));
});

const keysOf = (section: 'training') => Object.keys(SECTIONS[section].shape).join(', ');
const remedy = 'this Chorus reads version 1: install the same version of Chorus on both sides';

test.each<[string, (config: Record<string, Record<string, unknown>>) => void, string]>([
  [
    'a setting that is not known',
    (config) => (config['training']!['colour'] = 'red'),
    `unknown key 'colour': known are ${keysOf('training')} (the run's configuration has version 1; ${remedy})`,
  ],
  [
    'a setting that is missing',
    (config) => delete config['training']!['epochs'],
    `'config.training.epochs' must be a whole number from 1 to 100000, not nothing (the run's configuration has version 1; ${remedy})`,
  ],
  [
    'a section that is missing',
    (config) => delete config['faults'],
    `'config.faults' must hold keys such as 'minMembers' (the run's configuration has version 1; ${remedy})`,
  ],
  [
    'another version',
    (config) => (config['version'] = 2 as never),
    `the run's configuration has version 2; ${remedy}`,
  ],
  [
    'no version',
    (config) => delete config['version'],
    `the run's configuration names no version; ${remedy}`,
  ],
  [
    'a fingerprint that is none',
    (config) => (config['dataset']!['sha256'] = '../../etc/passwd'),
    "'config.dataset.sha256' must be as Chorus writes it, not '../../etc/passwd'",
  ],
])('%s is refused', (_, spoil, message) => {
  const config = JSON.parse(encodeRunConfig(sampleConfig()));
  spoil(config);
  expect(() => decodeRunConfig(JSON.stringify(config))).toThrow(
    expect.objectContaining({ code: 'invalid', message }),
  );
});

test.each(['', '{', 'null', '[]', '5'])('%j is no configuration', (text) => {
  expect(() => decodeRunConfig(text)).toThrow(expect.objectContaining({ code: 'invalid' }));
});
