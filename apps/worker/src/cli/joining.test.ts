import { formatToken } from '@chorus/trust';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const ENTRY = join(import.meta.dirname, 'main.ts');

test('a worker that waits to be let in ends when it is asked to', async () => {
  const home = mkdtempSync(join(tmpdir(), 'chorus-joining-'));
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const addresses = [`127.0.0.1:${(silent.address() as AddressInfo).port}`];
  const [authority, secret] = ['ab'.repeat(32), 's'.repeat(43)];
  const token = formatToken({ addresses, role: 'worker', authority, secret });
  const child = spawn(process.execPath, [ENTRY, 'serve', '--backend', 'wasm', '--allow-cpu'], {
    env: { ...process.env, CHORUS_HOME: home, CHORUS_JOIN_TOKEN: token },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
    expect(JSON.parse(line).msg).toMatch(`joins ${addresses[0]}, as `);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    silent.close();
    rmSync(home, { recursive: true });
  }
});
