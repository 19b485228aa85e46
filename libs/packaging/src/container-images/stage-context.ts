import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { stageProduction } from '../production/stage-production.ts';
import { WORKSPACE } from '../production/workspace.ts';
import { APPS } from './apps.ts';
import { ImageError } from './image-error.ts';
import { findMountableTensorFlow } from './mountable-tensorflow.ts';

/** The Dockerfile of an app within a context: it copies what stands beside it. */
export const dockerfileOf = (app: string): string => `${app}.Dockerfile`;

/**
 * Fills an empty folder with everything that the images are built from: Chorus as it is shipped, in
 * `addon` TensorFlow's addon if there is one, and the Dockerfiles. Packages are copied here and not
 * installed in the build, which therefore needs neither npm nor a network. Takes about 15 s.
 *
 * @throws ImageError when it cannot be staged
 */
export async function stageContext(folder: string): Promise<void> {
  const [chorus, addon] = [path.join(folder, 'chorus'), path.join(folder, 'addon')];
  await mkdir(chorus);
  await mkdir(addon);
  try {
    await stageProduction(chorus);
  } catch (error) {
    throw new ImageError((error as Error).message);
  }
  const tensorFlow = findMountableTensorFlow();
  if (!('reason' in tensorFlow)) {
    await cp(tensorFlow.addon, path.join(addon, path.basename(tensorFlow.addon)));
  }
  for (const name of APPS.map(dockerfileOf)) {
    await cp(path.join(WORKSPACE, 'deploy', 'docker', name), path.join(folder, name));
  }
}
