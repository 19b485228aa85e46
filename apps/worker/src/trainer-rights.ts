import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';

/**
 * The flags of Node by which a trainer has less right than its worker: its JavaScript starts no programs and writes nothing but
 * temporary files and Node's cache of compiled code. It reads what it likes, since libraries may lie anywhere, and TensorFlow's
 * own code is not bound by it.
 */
export function trainerRights(environment: NodeJS.ProcessEnv): string[] {
  const { NODE_COMPILE_CACHE: compiled } = environment;
  // A path is compared as it is written, and also where it leads.
  const folders = [tmpdir(), ...(compiled ? [compiled] : [])].flatMap((path) => [
    path,
    leadsTo(path),
  ]);
  return [
    '--permission',
    '--allow-fs-read=*',
    ...new Set(folders.map((folder) => `--allow-fs-write=${folder}`)),
    '--allow-addons',
    '--allow-worker',
    // Node warns of the last two whenever they are used.
    '--disable-warning=SecurityWarning',
  ];
}

function leadsTo(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
