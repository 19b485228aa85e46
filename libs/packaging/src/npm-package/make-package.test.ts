import { NODE_PACKAGE } from '@chorus/command-line/launch';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WORKSPACE } from '../production/workspace.ts';
import { makePackage } from './make-package.ts';

const run = promisify(execFile);
const NOBODY = { uid: 65534, gid: 65534 };
/** A program that makes every Node one that is too old to the launcher. */
const OLD_NODE = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })`;

describe.skipIf(process.platform === 'win32')('the package, installed where no network is', () => {
  let root: string;
  let archive: string;
  let installed: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'chorus-package-'));
    chmodSync(root, 0o755);
    const folder = (name: string) => path.join(root, name);
    for (const name of ['home', 'prefix']) mkdirSync(folder(name));
    environment = {
      PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
      HOME: folder('home'),
      CHORUS_HOME: folder('caches'),
    };
    archive = (await makePackage(root, new AbortController().signal)).file;
    const flags = ['--global', '--offline', '--prefix', folder('prefix'), '--cache', folder('npm')];
    await run('npm', ['install', ...flags, archive], { env: environment, cwd: root });
    installed = path.join(folder('prefix'), 'lib', 'node_modules', 'chorus');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const start = (name: string, args: string[], options: object = {}) =>
    run(path.join(root, 'prefix', 'bin', name), args, { env: environment, cwd: root, ...options });

  test('holds every file that was packed', async () => {
    const { stdout } = await run('tar', ['tzf', archive], { maxBuffer: 1e8 });
    const packed = stdout.trim().split('\n');
    const missing = packed.filter((name) => {
      return !existsSync(path.join(installed, path.relative('package', name)));
    });
    expect(packed.length).toBeGreaterThan(1000);
    expect(missing).toEqual([]);
  });

  test('asks npm for nothing but Node, and has it run nothing', () => {
    const read = (folder: string) =>
      JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const { version, optionalDependencies } = read(WORKSPACE);
    const manifest = read(installed);
    expect(manifest).toMatchObject({ name: 'chorus', version, optionalDependencies });
    expect(Object.keys(manifest)).not.toContain('dependencies');
    expect(Object.keys(manifest)).not.toContain('scripts');
  });

  test('runs both programs', async () => {
    expect((await start('chorus', ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await start('chorus-worker', ['--help'])).stdout).toContain('serve');
  });

  test('names its own commands where it says what to do', async () => {
    const { stdout, stderr } = await start('chorus', ['doctor']);
    expect(stdout).toContain("'chorus setup-tensorflow' sets it up");
    expect(stdout).not.toContain('npx');
    expect(stderr).toBe('');
  });

  test('names its own commands on the live page, too', async () => {
    const args = ['serve', '--listen', '127.0.0.1:0', '--http', '127.0.0.1:0', '--state', 'state'];
    const program = path.join(root, 'prefix', 'bin', 'chorus');
    const served = spawn(program, args, { env: environment, cwd: root });
    const ended = once(served, 'close');
    try {
      const url = await firstMatch(served.stdout, /http:\S+?\/(?=\s)/);
      const { commands } = (await (await fetch(new URL('/api/runs', url))).json()) as Answer;
      expect(commands).toEqual({ chorus: 'chorus', worker: 'chorus-worker' });
      const [, script] = /src="([^"]+\.js)"/.exec(await (await fetch(url)).text()) ?? [];
      expect(await (await fetch(new URL(script!, url))).text()).not.toContain('npx');
    } finally {
      served.kill();
      await ended;
    }
  });

  test('runs on the Node that npm has installed with it, where its own is too old', async () => {
    const bin = path.join(
      ...[installed, 'node_modules', NODE_PACKAGE[`${process.platform}-${process.arch}`]!, 'bin'],
    );
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, 'node'), '#!/bin/sh\necho "newer: $*"\n', { mode: 0o755 });
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(OLD_NODE)}`;
    const env = { ...environment, NODE_OPTIONS };
    const { stdout } = await start('chorus', ['runs'], { env });
    expect(stdout).toMatch(/^newer: .*chorus(\.js)? runs\n$/);
    rmSync(bin, { recursive: true });
    await expect(start('chorus', ['runs'], { env })).rejects.toMatchObject({
      stderr: expect.stringMatching(/needs Node.js 24 .*install Chorus' package again/),
    });
  });

  test('says to a user who may not write it what to do, and downloads nothing', async (context) => {
    // Root may write everywhere, so it asks somebody else to try.
    const user = process.getuid!() === 0 ? NOBODY : {};
    await run(process.execPath, ['--version'], user).catch(() =>
      context.skip('another user may not run the Node of this checkout'),
    );
    const tfjsNode = path.join(installed, 'lib/node_modules/@tensorflow/tfjs-node-gpu');
    chmodSync(tfjsNode, 0o555);
    const caches = path.join(root, 'caches-of-another');
    mkdirSync(caches);
    chmodSync(caches, 0o777);
    const options = { env: { ...environment, CHORUS_HOME: caches }, ...user };
    const explanation = `${tfjsNode} cannot be written by this user: install Chorus where you can`;
    await expect(start('chorus', ['setup-tensorflow'], options)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(RegExp(`${explanation}.*CHORUS_HOME=FOLDER chorus setup`)),
    });
    expect((await start('chorus', ['doctor'], options)).stdout).toContain(explanation);
    expect(readdirSync(caches)).toEqual([]);
  });
});

interface Answer {
  readonly commands: unknown;
}

/** The first text of this form that a program prints; nothing if it ends before. */
async function firstMatch(output: Readable, pattern: RegExp): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += chunk;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) return found;
  }
  throw new Error(`it printed only ${text}`);
}

test('a folder that is not there is named', async () => {
  await expect(makePackage('/nowhere', new AbortController().signal)).rejects.toThrow(
    'does the folder /nowhere exist?',
  );
});

test('Ctrl-C ends the command, and leaves nothing', async () => {
  const out = mkdtempSync(path.join(tmpdir(), 'chorus-package-'));
  const begun = watch(out)[Symbol.asyncIterator]().next();
  const program = path.join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, [program, '--out', out], { stdio: 'ignore' });
  await begun;
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(readdirSync(out)).toEqual([]);
  rmSync(out, { recursive: true });
});
