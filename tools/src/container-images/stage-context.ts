import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../setup-tensorflow/run-command.ts';
import type { App } from './apps.ts';
import { ImageError } from './image-error.ts';
import { findMountableTensorFlow } from './mountable-tensorflow.ts';

const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));
const SOURCES = ['package.json', 'package-lock.json', '.npmrc', 'LICENSE', 'apps', 'libs', 'tools'];
const LEFT_OUT = /(^|[\\/])(node_modules|testing|end-to-end)$|\.test\.ts$/;
const DOCKER_FOLDER = join(WORKSPACE, 'deploy', 'docker');

/**
 * Fills an empty folder with everything that an app's image is built from: sources, packages, for
 * the worker TensorFlow's addon if there is one, and the Dockerfile. npm runs here and not in the
 * build, which therefore needs neither npm in its base image nor a network. Takes about 15 s.
 *
 * @throws ImageError when npm cannot install the packages
 */
export async function stageContext(app: App, folder: string): Promise<void> {
  for (const name of SOURCES) {
    await cp(join(WORKSPACE, name), join(folder, name), { recursive: true, filter: isWanted });
  }
  await installPackages(app, folder);
  if (app === 'worker') await addAddon(folder);
  await cp(join(DOCKER_FOLDER, `${app}.Dockerfile`), join(folder, 'Dockerfile'));
  await cp(join(DOCKER_FOLDER, '.dockerignore'), join(folder, '.dockerignore'));
}

function isWanted(source: string): boolean {
  return !LEFT_OUT.test(relative(WORKSPACE, source));
}

/** Those of one app. Optional ones are Node itself, which the base image has. */
async function installPackages(app: App, folder: string): Promise<void> {
  const workspace = ['--workspace', `@chorus/${app}`, '--include-workspace-root=false'];
  const outcome = await runCommand(
    'npm',
    ['ci', '--omit=dev', '--omit=optional', '--loglevel=error', ...workspace],
    { cwd: folder },
  );
  if (!outcome.ok) {
    throw new ImageError(`npm ci did not install the packages of ${app}: ${outcome.reason}`);
  }
}

/** The same packages lie in the same places, so it goes where it is here. */
async function addAddon(folder: string): Promise<void> {
  const tensorFlow = findMountableTensorFlow();
  if ('reason' in tensorFlow) return;
  await cp(tensorFlow.addon, join(folder, relative(WORKSPACE, tensorFlow.addon)));
}
