import type { SampleKind } from '@chorus/data';
import { expect, test } from 'vitest';
import { checkConfig } from './check-config.ts';
import { parseConfigFile } from './config-file.ts';
import { resolveConfig } from './resolve-config.ts';

const of = (shape: number[]): { sample: SampleKind } => ({ sample: { shape, type: 'uint8' } });

test.for<[string, string, string]>([
  ['flip', 'random', '--flip is "random"'],
  ['shift', '2', '--shift is 2'],
  ['cropScale', '0.5,1', '--crop-scale is [0.5,1]'],
  ['brightness', '0.2', '--brightness is 0.2'],
  ['contrast', '0.2', '--contrast is 0.2'],
  ['cutout', '8', '--cutout is 8'],
  ['views', 'mirror', '--views is "mirror"'],
])('--%s %s is refused of samples that are no pictures', ([name, text, words]) => {
  const config = resolveConfig({ settings: { [name]: text } }, {});
  const rest =
    ", but the dataset's samples are no pictures, [height, width, channels]: they are [20]. Leave the setting out";
  expect(() => checkConfig(config, of([20]))).toThrow(
    expect.objectContaining({ code: 'invalid', message: words + rest }),
  );
  expect(() => checkConfig(config, of([32, 32, 3]))).not.toThrow();
  expect(() => checkConfig(config, {})).not.toThrow();
});

test('samples of any shape may be mixed', () => {
  const config = resolveConfig({ settings: { mixup: '0.2', cropRatio: '1,1' } }, {});
  expect(() => checkConfig(config, of([20]))).not.toThrow();
});

test.for<[string, string]>([
  ['shift', 'a picture is mirrored once at its edge'],
  ['cutout', 'something of a picture must be left'],
])('--%s must be below the shorter side', ([name, why]) => {
  const settingsOf = (pixels: string) => resolveConfig({ settings: { [name]: pixels } }, {});
  expect(() => checkConfig(settingsOf('28'), of([28, 40, 1]))).toThrow(
    `--${name} is 28 pixels, but must be below 28, the pictures' shorter side: ${why}`,
  );
  expect(() => checkConfig(settingsOf('27'), of([28, 40, 1]))).not.toThrow();
});

test('pictures of one pixel cannot be shifted when they are predicted', () => {
  const config = resolveConfig({ settings: { views: 'mirror-and-shifts' } }, {});
  expect(() => checkConfig(config, of([1, 9, 3]))).toThrow('only one to a side: use mirror');
  const mirror = resolveConfig({ settings: { views: 'mirror' } }, {});
  expect(() => checkConfig(mirror, of([1, 9, 3]))).not.toThrow();
});

test.for<[string, string]>([
  ['flip: both', "'augmentation.flip' must be none, random or alternating, not 'both'"],
  ['shift: -1', "'augmentation.shift' must be a whole number from 0 to 65536, not -1"],
  [
    'cropScale: [1, 0.25]',
    "'augmentation.cropScale' must be two shares of the area, above 0 to 1, the smaller one first, such as 0.25,1, not [1,0.25]",
  ],
  [
    'cropScale: 0.5',
    "'augmentation.cropScale' must be two shares of the area, above 0 to 1, the smaller one first, such as 0.25,1, not 0.5",
  ],
  [
    'cropRatio: [1, 2, 3]',
    "'augmentation.cropRatio' must be two numbers, width to height, the smaller one first, such as 0.75,1.3333, not [1,2,3]",
  ],
  ['mixup: 2', "'augmentation.mixup' must be a number from 0 to 1, not 2"],
  ['mixUp: 0.2', "unknown key 'mixUp': did you mean 'mixup'?"],
])('in a file, %s is refused by line and column', ([line, message]) => {
  expect(() => parseConfigFile(`version: 1\naugmentation:\n  ${line}\n`, 'run.yaml')).toThrow(
    `run.yaml:3:3: ${message}`,
  );
});
