import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ENTRY = fileURLToPath(new URL('main.ts', import.meta.url));

test.for([
  [
    ['--coordinater', 'gpu-box:50051'],
    "unknown option '--coordinater' (Did you mean --coordinator?)",
  ],
  [[], 'where the coordinator is lacks: give --coordinator HOST:PORT, or a token by --join'],
  [['--coordinator', ''], "--coordinator must be HOST:PORT, such as 127.0.0.1:50051, not ''"],
  [['--join', 'chorus-token-1.half'], 'the token is not whole: copy all of it, in one line'],
  [
    ['--join', 'gpu-box:50051'],
    "this is no token: one begins with chorus-token-1. and is made by 'chorus token create'",
  ],
  [
    ['--join-file', '/nowhere/token'],
    "--join-file cannot be read: ENOENT: no such file or directory, open '/nowhere/token'",
  ],
  [
    ['--join-file', '/nowhere/token', '--join', 'chorus-token-1.half'],
    '--join and --join-file exclude each other: give one',
  ],
  [
    ['--coordinator', '127.0.0.1:1', '--tls-cert', 'own.crt'],
    '--tls-cert, --tls-key and --tls-ca go together: give all three',
  ],
  [
    ['--coordinator', 'gpu-box'],
    "--coordinator must be HOST:PORT, such as 127.0.0.1:50051, not 'gpu-box'",
  ],
  [
    ['--coordinator', '127.0.0.1:1', '--slots', '0'],
    "--slots must be a whole number from 1 on, not '0'",
  ],
  [
    ['--coordinator', '127.0.0.1:1', '--dataset-memory', 'much'],
    "--dataset-memory must be a size, such as 500MB or 2GB, not 'much'",
  ],
  [
    ['--coordinator', '127.0.0.1:1', '--cache-size', 'little'],
    "--cache-size must be a size, such as 500MB or 2GB, not 'little'",
  ],
  [
    ['--coordinator', '127.0.0.1:1', '--name', 'my worker'],
    "--name must be 1 to 64 of the characters A-Z a-z 0-9 . _ -, not 'my worker'",
  ],
  [
    ['--coordinator', '127.0.0.1:1', '--metrics', '9464'],
    "--metrics must be HOST:PORT, such as 127.0.0.1:50051, not '9464'",
  ],
  [
    ['--coordinator', '127.0.0.1:1', '--log-level', 'loud'],
    "option '--log-level <level>' argument 'loud' is invalid. Allowed choices are debug, info, warn, error.",
  ],
] as const)('serve %j is refused in one line', ([args, message]) => {
  const { status, stderr } = spawnSync(process.execPath, [ENTRY, 'serve', ...args], {
    encoding: 'utf8',
  });
  expect(stderr).toBe(`chorus-worker: ${message}\n`);
  expect(status).toBe(2);
});

// Node's recursive mkdir never ends there.
test.skipIf(process.platform !== 'linux')('caches below /proc are refused in one line', () => {
  const args = [ENTRY, 'serve', '--coordinator', '127.0.0.1:1'];
  const { status, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, CHORUS_HOME: '/proc/chorus' },
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  expect(stderr).toBe(
    'chorus-worker: caches: nothing new can be kept in /proc/chorus, since /proc cannot be written: set CHORUS_HOME to another folder\n',
  );
  expect(status).toBe(2);
});
