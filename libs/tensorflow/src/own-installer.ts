import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { addonFile } from './installed-addon.ts';
import type { SetUpContext } from './context.ts';
import { runCommand } from './run-command.ts';
import { SetUpError } from './set-up-error.ts';

const INSTALLER_TIMEOUT_MS = 5 * 60 * 1000;

/**
 * Runs the install script of tfjs-node-gpu, which downloads a TensorFlow of 2022 and an addon that
 * fits it into the package's own folder. @throws SetUpError (`installer`)
 */
export async function runOwnInstaller(context: SetUpContext): Promise<void> {
  const { env, signal, tfjsNodeFolder, gpuPresent } = context;
  const manifestPath = path.join(tfjsNodeFolder, 'package.json');
  const manifest = await readFile(manifestPath);
  try {
    const outcome = await runCommand(
      process.execPath,
      ['scripts/install.js', gpuPresent ? 'gpu' : 'cpu', 'download'],
      {
        cwd: tfjsNodeFolder,
        // It calls node-pre-gyp by name.
        env: { ...env, PATH: `${nodePreGyp(manifestPath)}${path.delimiter}${env['PATH'] ?? ''}` },
        signal,
        timeoutMs: INSTALLER_TIMEOUT_MS,
      },
    );
    if (!outcome.ok) throw new SetUpError('installer', outcome.reason);
  } catch (error) {
    await rm(path.join(tfjsNodeFolder, 'deps'), { recursive: true, force: true });
    await rm(addonFile(tfjsNodeFolder), { force: true });
    throw error;
  } finally {
    // The script rewrites the package's manifest and, when it fails, leaves it so.
    await writeFile(manifestPath, manifest);
  }
}

/** The folder of its program: not every installation has links to the programs of packages. */
function nodePreGyp(tfjsNodeManifest: string): string {
  const manifest = createRequire(tfjsNodeManifest).resolve('@mapbox/node-pre-gyp/package.json');
  return path.join(path.dirname(manifest), 'bin');
}
