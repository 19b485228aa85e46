import { createRequire } from 'node:module';
import path from 'node:path';
import type { SetUpContext } from './context.ts';
import type { Program } from './find-program.ts';
import type { LibraryFolder } from './library-folder.ts';
import { runCommand } from './run-command.ts';
import { SetUpError } from './set-up-error.ts';

const NODE_API_VERSION = 8;
const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];

/**
 * Compiles the addon of tfjs-node-gpu, from its own source, against TensorFlow's libraries. The
 * addon finds them where they lie now, or where it is told.
 *
 * @param runPath the folder in which the addon looks for them, for the loader of programs
 * @throws SetUpError (`compile`)
 */
export async function compileAddon(
  compiler: Program,
  libraries: LibraryFolder,
  addonPath: string,
  context: SetUpContext,
  runPath = libraries.folder,
): Promise<void> {
  const [file, ...compilerArguments] = compiler;
  const outcome = await runCommand(
    file,
    [
      ...compilerArguments,
      '-std=c++17',
      '-O2',
      '-fPIC',
      '-shared',
      // Otherwise the addon's messages hold this machine's paths.
      `-ffile-prefix-map=${context.tfjsNodeFolder}=tfjs-node-gpu`,
      `-DNAPI_VERSION=${NODE_API_VERSION}`,
      `-I${nodeApiHeaders()}`,
      `-I${libraries.includeFolder}`,
      ...SOURCES.map((name) => path.join(context.tfjsNodeFolder, 'binding', name)),
      ...libraries.libraries,
      `-Wl,-rpath,${runPath}`,
      // Node's own symbols are there when the addon is loaded; Linux linkers need no telling.
      ...(context.platform.startsWith('darwin') ? ['-undefined', 'dynamic_lookup'] : []),
      '-o',
      addonPath,
    ],
    { env: context.env, signal: context.signal },
  );
  if (!outcome.ok) throw new SetUpError('compile', `${file}: ${outcome.reason}`);
}

function nodeApiHeaders(): string {
  const manifest = createRequire(import.meta.url).resolve('node-api-headers/package.json');
  return path.join(path.dirname(manifest), 'include');
}
