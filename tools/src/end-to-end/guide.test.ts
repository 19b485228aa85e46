/**
 * Each page of docs/guide, done as its reader would do it: what it says in `sh` and `python`, one after the other, in
 * one shell and one folder, with the packages that it installs.
 */
import { prepareUsersEnvironment } from '@chorus/testing';
import { execFile, execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const pages = readdirSync(join(root, 'docs/guide')).filter((name) => name.endsWith('.md'));
const folder = mkdtempSync(join(tmpdir(), 'chorus-guide-'));
const samples = join(folder, 'sample-data');

beforeAll(() => {
  const main = join(root, 'tools/src/sample-data/main.ts');
  execFileSync(process.execPath, [main, samples], { cwd: root });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test.for(pages.filter((name) => scriptOf(name) !== ''))(
  '%s',
  { timeout: 600_000 },
  async (name, context) => {
    const { python, reason } = await prepareUsersEnvironment();
    if (python === undefined) return context.skip(reason);
    const place = mkdtempSync(join(folder, 'reader-'));
    symlinkSync(samples, join(place, 'sample-data'));
    const script = scriptOf(name).replaceAll(':8000', `:${await freePort()}`);
    const path = [commandsIn(place), dirname(python), process.env['PATH']].join(delimiter);
    const options = {
      cwd: place,
      env: { ...process.env, PATH: path, CHORUS_HOME: join(folder, 'home') },
    };
    const { stdout } = await promisify(execFile)('bash', ['-c', script], options);
    expect(stdout).not.toBe('');
  },
);

/** What a page says to type, but for what is there already: the sample data and packages of Python. */
function scriptOf(name: string): string {
  const text = readFileSync(join(root, 'docs/guide', name), 'utf8');
  const blocks = [...text.matchAll(/```(sh|python)\n(.*?)```/gs)].map(([, language, block]) =>
    language === 'sh' ? block! : `python - <<'PYTHON'\n${block}PYTHON\n`,
  );
  if (blocks.length === 0) return '';
  const lines = blocks.join('').split('\n');
  const typed = lines.filter((line) => !/^(npm run sample-data|pip install)\b/.test(line));
  // What is started in the background ends with the shell.
  return `set -euo pipefail\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n${typed.join('\n')}`;
}

/** A folder with an `npx` that finds the commands of this checkout from anywhere. */
function commandsIn(place: string): string {
  const bin = join(place, '.bin');
  mkdirSync(bin);
  const npx = `#!/bin/sh\ncommand=$1; shift\nexec "${join(root, 'node_modules/.bin')}/$command" "$@"\n`;
  writeFileSync(join(bin, 'npx'), npx, { mode: 0o755 });
  return bin;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
