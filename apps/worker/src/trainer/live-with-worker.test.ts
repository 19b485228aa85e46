import { ProcessMark } from '@chorus/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

function program(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

/** The address of a source, as a literal. */
const source = (path: string) => JSON.stringify(import.meta.resolve(path));

test.runIf(process.platform === 'linux')(
  'a trainer whose thread is blocked is gone soon after its worker was killed',
  async () => {
    using mark = new ProcessMark();
    const trainer = program(
      'trainer.mjs',
      `import ${source('./ignore-signals.ts')};
       import ${source('./live-with-worker.ts')};
       process.send('blocks from now on', () =>
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));`,
    );
    const worker = program(
      'worker.mjs',
      `import { forkQuietly } from ${source('../trainer-process.ts')};
       forkQuietly(${JSON.stringify(trainer)}).once('message', (text) => console.log(text));`,
    );
    const killed = spawn(process.execPath, [worker], {
      env: { ...process.env, ...mark.environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(killed.stdout, 'data');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      for (const pid of mark.running().keys()) if (pid !== killed.pid) process.kill(pid, signal);
    }
    expect(mark.running().size).toBe(2);
    killed.kill('SIGKILL');
    await expect.poll(() => mark.running(), { timeout: 20_000 }).toEqual(new Map());
  },
);
