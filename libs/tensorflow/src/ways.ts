import { isMountedNoexec } from '@chorus/machine';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { compileAddon } from './compile-addon.ts';
import type { SetUpContext } from './context.ts';
import { findCompiler } from './find-program.ts';
import { addonFile, installAddon } from './installed-addon.ts';
import { openLibraryFolder, type LibraryFolder } from './library-folder.ts';
import { runOwnInstaller } from './own-installer.ts';
import { TENSORFLOW_VERSION, type Flavour } from './pinned-wheels.ts';
import { SetUpError } from './set-up-error.ts';
import type { InstalledTensorFlow } from './stamp.ts';
import { tryAddon } from './try-addon.ts';
import { wheelLibraries } from './wheel-libraries.ts';

/** One way to get a TensorFlow that works. */
export interface Way {
  readonly description: string;
  /** @throws SetUpError */
  run(): Promise<WayResult>;
}

/** What a way has led to. */
export interface WayResult {
  readonly tensorFlow: InstalledTensorFlow;
  /** What must not change as long as it is used. */
  readonly files: readonly string[];
}

/** The ways that make sense on this machine, the best first. */
export function waysFor(context: SetUpContext): Way[] {
  const { libtensorflowDir, gpuPresent, wheels } = context;
  const ways: Way[] = [];
  if (libtensorflowDir !== undefined) ways.push(namedFolder(libtensorflowDir, context));
  if (gpuPresent && wheels.cuda) ways.push(wheel('cuda', context));
  if (wheels.cpu) ways.push(wheel('cpu', context));
  ways.push(ownInstaller(context));
  return ways;
}

function namedFolder(folder: string, context: SetUpContext): Way {
  return {
    description: `TensorFlow in ${folder} (LIBTENSORFLOW_DIR)`,
    run: () =>
      compileAndTry(context, { source: 'LIBTENSORFLOW_DIR' }, () =>
        openLibraryFolder(folder, context.platform),
      ),
  };
}

function wheel(flavour: Flavour, context: SetUpContext): Way {
  const wheels = context.wheels[flavour]!;
  return {
    description: `TensorFlow ${TENSORFLOW_VERSION} (${flavour}) from the Python package index`,
    run: () =>
      compileAndTry(context, { source: 'wheel', flavour }, () => {
        requireLoadable(context.cacheFolder);
        return wheelLibraries(flavour, wheels, context);
      }),
  };
}

/** Asked before a download that would be for nothing. */
function requireLoadable(folder: string): void {
  if (!isMountedNoexec(folder)) return;
  const reason = `${folder} is mounted noexec: set CHORUS_HOME to another folder`;
  throw new SetUpError('libraries', reason);
}

async function compileAndTry(
  context: SetUpContext,
  origin: Pick<InstalledTensorFlow, 'source' | 'flavour'>,
  findLibraries: () => LibraryFolder | Promise<LibraryFolder>,
): Promise<WayResult> {
  // Asked first: without a compiler the download would be for nothing.
  const compiler = await findCompiler(context.env, context.signal);
  const libraries = await findLibraries();
  context.log("compiling tfjs-node-gpu's addon (about 10 s)");
  const facts = await installAddon(context.tfjsNodeFolder, async (addonPath) => {
    await compileAddon(compiler, libraries, addonPath, context);
    return tryAddon(addonPath, context);
  });
  return {
    tensorFlow: {
      ...origin,
      version: facts.tensorFlowVersion,
      folder: libraries.folder,
      usesGpu: facts.usesGpu,
    },
    files: [addonFile(context.tfjsNodeFolder), ...libraries.libraries],
  };
}

function ownInstaller(context: SetUpContext): Way {
  return {
    description: "tfjs-node-gpu's own installer",
    async run() {
      const addon = addonFile(context.tfjsNodeFolder);
      await runOwnInstaller(context);
      try {
        const facts = await tryAddon(addon, context);
        const folder = path.join(context.tfjsNodeFolder, 'deps', 'lib');
        const { tensorFlowVersion: version, usesGpu } = facts;
        return { tensorFlow: { source: 'installer', version, folder, usesGpu }, files: [addon] };
      } catch (error) {
        await rm(addon, { force: true });
        throw error;
      }
    },
  };
}
