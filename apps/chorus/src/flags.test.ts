import { toKebabCase } from '@chorus/command-line';
import { FIELD_NAMES, flagOf } from '@chorus/run-config';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addFieldFlags, pickFieldTexts } from './flags.ts';

function parse(args: readonly string[]) {
  const command = new Command();
  addFieldFlags(command);
  return pickFieldTexts(command.parse(args.map(toKebabCase), { from: 'user' }).opts());
}

test('every field has a flag in both spellings, its value after = or a blank', () => {
  const expected = Object.fromEntries(FIELD_NAMES.map((name) => [name, '7']));
  expect(parse(FIELD_NAMES.flatMap((name) => [flagOf(name), '7']))).toEqual(expected);
  expect(parse(FIELD_NAMES.map((name) => `${flagOf(name)}=7`))).toEqual(expected);
  expect(parse(FIELD_NAMES.flatMap((name) => [`--${name}`, '7']))).toEqual(expected);
  expect(parse(FIELD_NAMES.map((name) => `--${name}=7`))).toEqual(expected);
});

test('a value keeps its capitals', () => {
  expect(parse(['--dataDir=/Data/A=B'])).toEqual({ dataDir: '/Data/A=B' });
});
