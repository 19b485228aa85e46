import { DatasetError } from '@chorus/data';
import { MachineError } from '@chorus/machine';
import { ChorusError } from '@chorus/proto';
import { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { runCommandLine } from './run-command-line.ts';

afterEach(() => vi.restoreAllMocks());

/** Runs a command that fails with this error. @returns its exit status and what it wrote */
async function fail(error: unknown): Promise<[exitStatus: number, stderr: string]> {
  let stderr = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  const program = new Command('chorus');
  program.command('fail').action(() => Promise.reject(error));
  const exitStatus = await runCommandLine(() => program, ['fail']);
  return [exitStatus, stderr];
}

function systemError(): Error {
  return Object.assign(new Error('EMFILE: too many open files'), {
    code: 'EMFILE',
    syscall: 'open',
  });
}

/** An error as @grpc/grpc-js gives it to a client. */
function serviceError(): Error {
  const metadata = { get: () => [] };
  return Object.assign(new Error('13 INTERNAL: why'), { code: 13, details: 'why', metadata });
}

test.for([
  ['what was asked', new ChorusError('not-found', 'there is\nno run x'), 2, 'there is no run x'],
  ['a dataset', new DatasetError('missing', 'there is no x'), 2, 'there is no x'],
  ['the machine', new MachineError('set CHORUS_HOME'), 2, 'set CHORUS_HOME'],
  ['the operating system', systemError(), 1, 'EMFILE: too many open files'],
  [
    'the same, as a coordinator of this process has it',
    ChorusError.from(systemError()),
    1,
    'EMFILE: too many open files',
  ],
  ["the coordinator's own error", ChorusError.from(serviceError()), 1, 'why'],
] as const)('%s is one line', async ([, error, exitStatus, line]) => {
  expect(await fail(error)).toEqual([exitStatus, `chorus: ${line}\n`]);
});

test.for([
  ['an error that nobody has foreseen', new TypeError('x is not a function')],
  ['one that was made internal', ChorusError.from(new TypeError('x is not a function'))],
] as const)('%s is told with what a bug report needs, with exit status 70', async ([, error]) => {
  const [exitStatus, stderr] = await fail(error);
  expect(exitStatus).toBe(70);
  expect(stderr).toMatch(/^chorus: x is not a function\n.*report.*\nchorus \d+\.\d+\.\d+, Node /);
  expect(stderr).toContain('called as: chorus fail\n');
  expect(stderr).toMatch(/TypeError: x is not a function\n +at .*run-command-line\.test\.ts/);
});
