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
  'a process whose thread is blocked is gone soon after its parent was killed',
  async () => {
    using mark = new ProcessMark();
    const blocked = program(
      'blocked.mjs',
      `import ${source('./be-dependent.ts')};
       process.send('blocks from now on', () =>
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));`,
    );
    const parent = program(
      'parent.mjs',
      `import { forkDependent } from ${source('./fork-dependent.ts')};
       forkDependent(${JSON.stringify(blocked)}).once('message', (text) => console.log(text));`,
    );
    const killed = spawn(process.execPath, [parent], {
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
