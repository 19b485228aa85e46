import {
  compileAddon,
  resolveContext,
  type SetUpContext,
  findCompiler,
  addonFile,
  openLibraryFolder,
  type LibraryFolder,
  TENSORFLOW_VERSION,
  type Flavour,
  SetUpError,
  withSetUpLock,
  setUpTensorFlow,
  writeBundled,
  tryAddon,
  wheelLibraries,
} from '@chorus/tensorflow';
import { existsSync } from 'node:fs';
import { mkdir, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { STAGED_PACKAGES } from '../production/stage-production.ts';
import { BundleError } from './bundle-error.ts';

/**
 * Which TensorFlow a bundle holds: `here`: the one that this machine trains with; `cuda`: the one for
 * GPUs without the CUDA libraries, `cuda-complete` with them.
 */
export type TensorFlowChoice = 'here' | 'cpu' | 'cuda' | 'cuda-complete' | 'none';

interface Libraries {
  readonly folder: LibraryFolder;
  readonly flavour?: Flavour | undefined;
  /** CUDA's, where they are wanted: it looks for them beside its own folder. */
  readonly nvidia?: string | undefined;
}

/** Where TensorFlow's libraries lie in a bundle. */
const FOLDER = 'tensorflow';

/**
 * Adds TensorFlow to a staged bundle: its libraries as links to where they are here, and an addon that
 * finds them by their place in the bundle, compiled and tried.
 *
 * @returns the files that decide how old a machine may be
 * @throws BundleError
 */
export async function addTensorFlow(
  choice: TensorFlowChoice,
  bundle: string,
  options: { readonly log: (line: string) => void; readonly signal: AbortSignal },
): Promise<string[]> {
  const context = { ...resolveContext(options), rememberFailureMs: 0 };
  const staged = path.join(bundle, STAGED_PACKAGES, '@tensorflow', 'tfjs-node-gpu');
  if (choice === 'none') {
    await writeBundled(staged, undefined);
    return [];
  }
  try {
    const libraries = await findLibraries(choice, context);
    await link(libraries, bundle);
    options.log("compiling tfjs-node-gpu's addon (about 10 s)");
    const addon = addonFile(staged);
    await mkdir(path.dirname(addon), { recursive: true });
    const compiler = await findCompiler(context.env, context.signal);
    // Not path.join: it would take the first .. for the way out of a folder called $ORIGIN.
    const runPath = `${originOf(context.platform)}/${fromFolder(path.dirname(addon), bundle)}`;
    await compileAddon(compiler, libraries.folder, addon, context, runPath);
    const facts = await tryAddon(addon, { ...context, tfjsNodeFolder: staged });
    const files = [...libraries.folder.libraries, addon];
    await writeBundled(staged, {
      version: facts.tensorFlowVersion,
      flavour: libraries.flavour,
      usesGpu: facts.usesGpu || libraries.flavour === 'cuda',
      folder: fromFolder(path.join(staged, 'lib'), bundle),
      files: await Promise.all(
        libraries.folder.libraries.map(async (file) => ({
          path: path.join(fromFolder(path.join(staged, 'lib'), bundle), path.basename(file)),
          sizeBytes: (await stat(file)).size,
        })),
      ),
    });
    return files;
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    throw new BundleError(`${error.step} failed: ${error.message}`);
  }
}

async function findLibraries(
  choice: Exclude<TensorFlowChoice, 'none'>,
  context: SetUpContext,
): Promise<Libraries> {
  if (choice === 'here') return librariesOfThisMachine(context);
  const flavour = choice === 'cpu' ? 'cpu' : 'cuda';
  const wheels = context.wheels[flavour];
  if (!wheels) {
    throw new BundleError(
      `the Python package index has no TensorFlow (${flavour}) for ${context.platform}`,
    );
  }
  const complete = path.join(context.cacheFolder, `${TENSORFLOW_VERSION}-cuda`);
  // What is there serves: TensorFlow's own wheel is the first one of the set.
  const alone = choice === 'cuda' && !existsSync(complete);
  const folder = await withSetUpLock(context, () =>
    wheelLibraries(alone ? 'cuda-alone' : flavour, alone ? wheels.slice(0, 1) : wheels, context),
  );
  const nvidia = path.join(folder.folder, '..', 'nvidia');
  return { folder, flavour, ...(choice === 'cuda-complete' && { nvidia }) };
}

async function librariesOfThisMachine(context: SetUpContext): Promise<Libraries> {
  const outcome = await setUpTensorFlow({ ...context });
  const without = 'name another TensorFlow (--cpu, --cuda), or none (--no-tensorflow)';
  if (outcome.kind !== 'ready') {
    throw new BundleError(`TensorFlow cannot be set up here: ${without}`);
  }
  const { source, folder, flavour } = outcome.tensorFlow;
  if (source === 'installer') {
    throw new BundleError(`TensorFlow came here by tfjs-node-gpu's own installer: ${without}`);
  }
  const nvidia = path.join(folder, '..', 'nvidia');
  return {
    folder: openLibraryFolder(folder, context.platform),
    flavour,
    ...(existsSync(nvidia) && { nvidia }),
  };
}

async function link({ folder, nvidia }: Libraries, bundle: string): Promise<void> {
  await mkdir(path.join(bundle, FOLDER));
  for (const file of folder.libraries) {
    await symlink(file, path.join(bundle, FOLDER, path.basename(file)));
  }
  if (nvidia !== undefined) await symlink(nvidia, path.join(bundle, 'nvidia'));
}

function originOf(platform: string): string {
  return platform.startsWith('darwin') ? '@loader_path' : '$ORIGIN';
}

/** The way from a folder of the bundle to TensorFlow's libraries. */
function fromFolder(folder: string, bundle: string): string {
  return path.relative(folder, path.join(bundle, FOLDER));
}
