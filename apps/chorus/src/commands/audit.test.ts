import { AuditLog, type AuditEntry, type Decision } from '@chorus/audit';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChorus } from '../testing/run-chorus.ts';

let folder: string;
let path: string;

const by = { role: 'operator', name: 'ada' };
const DECISIONS: readonly Decision[] = [
  {
    ...{ action: 'CancelRun', by, from: '10.0.0.7:51234', subject: 'run one' },
    ...{ outcome: 'allowed', atMs: Date.parse('2026-11-24T12:00:00Z') },
  },
  {
    ...{
      action: 'DrainWorker',
      by: { name: 'anybody' },
      from: '[::1]:51234',
      subject: 'worker \u001b[2Jx',
    },
    ...{ outcome: 'refused', reason: 'there is no\nsuch worker', repeated: 7, atMs: Date.now() },
  },
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-audit-'));
  path = join(folder, 'audit.jsonl');
  const log = new AuditLog(folder);
  log.tryAppend(DECISIONS, 0);
  log.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: readonly string[]) => runChorus(['audit', ...args, '--state', folder]);

test('each entry is a line for people, in which text of peers does nothing', async () => {
  const { exitStatus, stdout, stderr } = await run();
  const [first, second, ...more] = stdout.trimEnd().split('\n');
  expect(first).toBe(
    '2026-11-24T12:00:00.000Z allowed CancelRun run one by operator ada from 10.0.0.7:51234',
  );
  expect(second).toMatch(
    / refused DrainWorker worker .*x by anybody from \[::1\]:51234 7 times, the last one: there is no.*such worker$/,
  );
  expect(stdout).not.toContain('\u001b');
  expect([exitStatus, stderr, more]).toEqual([0, '', []]);
});

test('--since and --json choose and shape what is printed', async () => {
  const { stdout } = await run('--since', '1h', '--json');
  const printed = stdout.trimEnd().split('\n');
  expect(printed.map((line) => JSON.parse(line) as AuditEntry)).toMatchObject([
    { sequence: 2, outcome: 'refused', reason: 'there is no\nsuch worker' },
  ]);
});

test('verify prints the head, which is found again', async () => {
  const { exitStatus, stdout } = await run('verify');
  const head = /^head: (2:[0-9a-f]{64})$/m.exec(stdout)![1]!;
  expect(exitStatus).toBe(0);
  expect((await run('verify', '--expect', head)).exitStatus).toBe(0);
  const other = await run('verify', '--expect', head.replace('2:', '3:'));
  expect(other).toMatchObject({
    exitStatus: 1,
    stdout: expect.stringContaining(
      `${path}: cut: entry 3 is not there: the end was cut off, behind entry 2`,
    ),
  });
});

test('verify names the first line that is not what was written, and printing goes on', async () => {
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('run one', 'run two'));
  const verified = await run('verify');
  const printed = await run();
  const json = await run('verify', '--json');
  writeFileSync(path, text);
  expect(verified).toMatchObject({
    exitStatus: 1,
    stdout: `${path}:1: altered: it is not what its digest says\n`,
  });
  expect(JSON.parse(json.stdout)).toMatchObject({
    whole: false,
    damage: { kind: 'altered', line: 1 },
  });
  expect(printed.stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(printed.stderr).toBe("1 line is no entry: 'chorus audit verify' says more\n");
});

test.each([
  [['verify', '--since', '1h'], /^chorus: unknown option '--since'$/],
  [['verify', '--expect', '3'], /^chorus: --expect must be a head as .*, not '3'$/],
  [['--since', 'yesterday'], /^chorus: --since must be how long ago/],
])('%j is refused in one line', async (args, message) => {
  const { exitStatus, stderr } = await run(...args);
  expect([exitStatus, stderr.trimEnd()]).toEqual([2, expect.stringMatching(message)]);
});

test('a state without a log is refused in one line', async () => {
  const state = join(folder, 'none');
  const message = `chorus: there is no audit log ${state}/audit.jsonl: 'chorus serve' writes it into its --state folder\n`;
  for (const command of [['audit'], ['audit', 'verify']]) {
    const { exitStatus, stderr } = await runChorus([...command, '--state', state]);
    expect([exitStatus, stderr]).toEqual([2, message]);
  }
});
