import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { TrainerProcess } from './trainer-process.ts';

const ATTEMPTS = `
  import { spawnSync } from 'node:child_process';
  import { mkdtempSync, writeFileSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  import { Worker } from 'node:worker_threads';
  const tried = (action) => {
    try { action(); return 'done'; } catch (error) { return error.code; }
  };
  process.once('message', () => {
    const told = {
      program: tried(() => spawnSync('true')),
      outside: tried(() => writeFileSync(process.env.CHORUS_TEST_OUTSIDE, 'x')),
      temporary: tried(() => writeFileSync(mkdtempSync(tmpdir() + '/trainer-') + '/graph', 'x')),
      thread: tried(() => new Worker('', { eval: true })),
    };
    process.send({ type: 'not-ready', problem: JSON.stringify(told), code: 'unavailable' });
  });`;

test('a trainer starts no programs, and writes nothing but temporary files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const temporary = mkdtempSync(join(folder, 'temporary-'));
  vi.stubEnv('TMPDIR', temporary);
  vi.stubEnv('CHORUS_TEST_OUTSIDE', join(folder, 'outside'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const program = join(folder, 'trainer.mjs');
  writeFileSync(program, ATTEMPTS);
  const trainer = new TrainerProcess(program, {});
  const start = trainer.start({ threads: 1, backend: undefined, allowCpu: true });
  const message = await start.then(String, (error: Error) => error.message);
  trainer.kill();
  await trainer.ended;
  expect(JSON.parse(message)).toEqual({
    program: 'ERR_ACCESS_DENIED',
    outside: 'ERR_ACCESS_DENIED',
    temporary: 'done',
    thread: 'done',
  });
  expect(readdirSync(temporary)).toHaveLength(1);
});
