import { toKebabCase } from '@chorus/command-line';
import { SETTINGS } from '@chorus/run-config';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { configOptions, pickConfigFlags } from './flags.ts';

const NAMES = SETTINGS.map(({ name }) => name);

function parse(args: readonly string[]) {
  const command = new Command();
  for (const option of configOptions()) command.addOption(option);
  return pickConfigFlags(command.parse(args.map(toKebabCase), { from: 'user' }).opts()).settings;
}

test('every field has a flag in both spellings, its value after = or a blank', () => {
  const expected = Object.fromEntries(NAMES.map((name) => [name, '7']));
  expect(parse(NAMES.flatMap((name) => [toKebabCase(`--${name}`), '7']))).toEqual(expected);
  expect(parse(NAMES.map((name) => toKebabCase(`--${name}=7`)))).toEqual(expected);
  expect(parse(NAMES.flatMap((name) => [`--${name}`, '7']))).toEqual(expected);
  expect(parse(NAMES.map((name) => `--${name}=7`))).toEqual(expected);
});

test('a value keeps its capitals', () => {
  expect(parse(['--dataDir=/Data/A=B'])).toEqual({ dataDir: '/Data/A=B' });
});
