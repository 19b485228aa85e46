import { MachineError } from '@chorus/machine';
import { ChorusError } from '@chorus/proto';
import { ListenError } from '@chorus/telemetry';
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { describeEnd } from './describe-end.ts';

test.for([
  [
    'a flag',
    new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'"),
    "unknown option '--x'",
  ],
  ['what was asked', new ChorusError('invalid', 'no\n such thing'), 'no such thing'],
  ['the machine', new MachineError('set CHORUS_HOME'), 'set CHORUS_HOME'],
  ['an address', new ListenError('cannot listen'), 'cannot listen'],
] as const)('%s is told in one line, with exit status 2', ([, error, line]) => {
  expect(describeEnd(error, [])).toEqual({ text: `chorus-worker: ${line}\n`, exitStatus: 2 });
});

test('what the operating system refuses is one line, with exit status 1', () => {
  const refused = Object.assign(new Error('EMFILE: too many open files'), {
    code: 'EMFILE',
    syscall: 'open',
  });
  expect(describeEnd(refused, [])).toEqual({
    text: 'chorus-worker: EMFILE: too many open files\n',
    exitStatus: 1,
  });
});

test.for([
  new TypeError('x is not a function'),
  new ChorusError('internal', 'x is not a function'),
])('a defect is told with its stack, with exit status 70: %s', (error) => {
  const { text, exitStatus } = describeEnd(error, ['serve', '--slots', '2']);
  expect(exitStatus).toBe(70);
  expect(text).toMatch(/^chorus-worker: x is not a function\n/);
  expect(text).toContain('chorus-worker serve --slots 2');
  expect(text).toMatch(/\n {4}at .*describe-end\.test\.ts/);
});

test('help and a wish to end are no errors', () => {
  const help = new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)');
  expect(describeEnd(help, [])).toEqual({ text: '', exitStatus: 0 });
  const abort = new DOMException('This operation was aborted', 'AbortError');
  expect(describeEnd(abort, [])).toEqual({ text: '', exitStatus: undefined });
});
