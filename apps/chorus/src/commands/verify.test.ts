import { finishRun } from '@chorus/coordinator/testing';
import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChorus } from '../testing/run-chorus.ts';

let folder: string;
let run: string;
let runId: string;
let packed: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-verify-command-'));
  run = join(folder, 'run');
  packed = join(folder, 'packed.tar');
  runId = await finishRun(run);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a run is packed, signed and verified; the exit status tells what was altered', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = join(folder, 'key.pem');
  const publicPem = join(folder, 'public.pem');
  writeFileSync(key, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  writeFileSync(publicPem, publicKey.export({ format: 'pem', type: 'spki' }), { mode: 0o644 });
  const made = await runChorus(['pack', run, '--out', packed, '--members', '2', '--sign', key]);
  expect(made).toMatchObject({ exitStatus: 0, stderr: '' });
  expect(made.stdout).toMatch(/packed\.tar: \d+ files, 2 left out, \d+ bytes, signed\n$/);
  expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  const verified = await runChorus(['verify', packed, '--key', publicPem]);
  expect(verified).toMatchObject({ exitStatus: 0, stderr: '' });
  expect(verified.stdout).toContain(`run ${runId} is what it was when it ended\n`);
  appendFileSync(packed, 'x');
  const altered = await runChorus(['verify', packed, '--json']);
  expect(altered).toMatchObject({ exitStatus: 1, stderr: '' });
  expect(JSON.parse(altered.stdout)).toMatchObject({
    whole: false,
    findings: [{ what: 'packed run', found: 'altered' }],
  });
  writeFileSync(join(run, 'added.txt'), 'x');
  const added = await runChorus(['verify', run]);
  expect(added.exitStatus).toBe(1);
  expect(added.stdout).toMatch(/^ALTERED +files +added\.txt was added: the run did not leave it$/m);
  rmSync(join(run, 'added.txt'));
});

test.for<[args: (run: string) => string[], problem: RegExp]>([
  [() => ['verify', 'nothing'], /there is no folder nothing nor runs.nothing: name the folder/],
  [() => ['verify', tmpdir()], /is no run's folder: it has no events\.jsonl/],
  [(path) => ['verify', path, '--key', 'none.pem'], /--key none\.pem is no file/],
  [(path) => ['pack', path, '--members', '1,3'], /names 3, but the ensemble of run .* has 1, 2/],
  [(path) => ['pack', path, '--members', ''], /--members '' must be numbers of members/],
  [(path) => ['pack', path, '--members', '1', '--without-members'], /one can be given/],
  [(path) => ['pack', path, '--out', path], /is a folder: name the file/],
  [(path) => ['pack', path, '--out', '/nowhere/run.tar'], /--out: \/nowhere\/run\.tar cannot be/],
  [(path) => ['pack', path, '--sign', join(path, 'run.json')], /'chmod 600/],
])('what cannot be is refused in one line (%#)', async ([args, problem]) => {
  const { exitStatus, stdout, stderr } = await runChorus(args(run));
  expect(stderr).toMatch(/^chorus: [^\n]+\n$/);
  expect(stderr).toMatch(problem);
  expect([exitStatus, stdout]).toEqual([2, '']);
});
