import { Command, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addCommands } from './command-entry.ts';
import { COMMANDS } from './command-list.ts';

const namesOf = (usages: readonly { readonly usage: string }[]) =>
  usages.map(({ usage }) => usage.split(' ')[0]!);

test('every command is a target of Nx that calls it, and no other target is one', () => {
  const url = new URL('../../coordinator/project.json', import.meta.url);
  const { targets } = JSON.parse(readFileSync(url, 'utf8')) as {
    targets: Record<string, { options: { command: string } }>;
  };
  // That target is tools:setup-tensorflow, which others depend on.
  const names = namesOf(COMMANDS).filter((name) => name !== 'setup-tensorflow');
  const calls = Object.entries(targets).map(([name, { options }]) => [name, options.command]);
  expect(Object.fromEntries(calls)).toEqual(
    Object.fromEntries(names.map((name) => [name, `chorus ${name}`])),
  );
});

test('options and arguments come to the command as it takes them, and its exit status back', async () => {
  const program = new Command().exitOverride();
  const called: unknown[] = [];
  const statuses: number[] = [];
  const run = async (...values: unknown[]) => {
    called.push(values);
    return 7;
  };
  const options = async () => [new Option('--dry-run', 'changes nothing')];
  const group = [{ usage: 'all [runs...]', description: '', options, run }];
  addCommands(
    program,
    [
      { usage: 'one <run>', description: '', options, run },
      { usage: 'many', description: '', commands: group },
    ],
    (status) => statuses.push(status),
  );
  await program.parseAsync(['one', 'r1', '--dry-run'], { from: 'user' });
  await program.parseAsync(['many', 'all', 'r1', 'r2'], { from: 'user' });
  expect(called).toEqual([
    [{ dryRun: true }, 'r1'],
    [{}, ['r1', 'r2']],
  ]);
  expect(statuses).toEqual([7, 7]);
  expect(program.helpInformation()).toContain('one [options] <run>');
});

test("an option behind a command of a group is that command's, also when the group has one of its name", async () => {
  const called: unknown[] = [];
  const entry = (usage: string) => ({
    usage,
    description: '',
    options: () => [new Option('--state <folder>')],
    run: async (...values: unknown[]) => {
      called.push([usage, ...values]);
      return 0;
    },
  });
  for (const args of [
    ['users', 'remove', 'eve', '--state', 'there'],
    ['users', '--state', 'here'],
  ]) {
    const program = new Command().exitOverride();
    addCommands(program, [{ ...entry('users'), commands: [entry('remove <name>')] }], () => {});
    await program.parseAsync(args, { from: 'user' });
  }
  expect(called).toEqual([
    ['remove <name>', { state: 'there' }, 'eve'],
    ['users', { state: 'here' }],
  ]);
});
